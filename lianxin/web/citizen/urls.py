"""The citizen's addresses. The start page is `home`; the rest lives in the namespace `citizen`."""

from django.urls import include, path

from lianxin.web.citizen import follow, guide, joint, own, submit, views

pages = [
    path("petition/", submit.start, name="start"),
    path("petition/door/", guide.guide, name="guide"),
    path("petition/door/<str:code>/", guide.guide, name="door"),
    path("petition/paper/", guide.paper_form, name="paper_form"),
    path("petition/received/", submit.receipt, name="receipt"),
    path("petition/done/", submit.finish, name="finish"),
    path("petition/discard/", submit.discard, name="discard"),
    path("petition/<slug:page>/", submit.step, name="submit"),
    path("follow/", follow.prove, name="follow"),
    path("follow/leave/", follow.leave, name="leave"),
    path("follow/<slug:number>/", follow.progress, name="progress"),
    path("follow/<slug:number>/papers/<int:pk>/", follow.paper, name="paper"),
    path("follow/<slug:number>/papers/<int:pk>/paper.<slug:form>", follow.paper_file, name="paper_file"),
    path("follow/<slug:number>/files/<int:pk>/", follow.attachment, name="attachment"),
    path("follow/<slug:number>/copy/", own.copy, name="own_copy"),
    path("follow/<slug:number>/retaliation/", own.retaliation, name="retaliation"),
    path("follow/<slug:number>/mandate/", joint.mandate, name="mandate"),
    path("follow/<slug:number>/sheet/", joint.sheet, name="sheet"),
    path("follow/<slug:number>/<slug:action>/", follow.act, name="act"),
    path("join/<str:token>/", joint.join, name="join"),
    path("protection/", views.protection, name="protection"),
    path("mine/", views.mine, name="mine"),
    path("mine/link/", own.link, name="link"),
    path("law/", views.law, name="law"),
    path("privacy/", views.privacy, name="privacy"),
]
urlpatterns = [
    path("", views.home, name="home"),
    path("", include((pages, "citizen"))),
]
