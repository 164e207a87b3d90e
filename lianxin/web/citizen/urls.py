"""The citizen's addresses. The start page is `home`; the rest lives in the namespace `citizen`."""

from django.urls import include, path

from lianxin.web import kiosk
from lianxin.web.citizen import follow, guide, joint, openness, own, reception, submit, views

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
    path("reception/", reception.days, name="reception"),
    path("reception/calendar.ics", reception.feed, name="reception_file"),
    path("reception/booked/", reception.booked, name="booked"),
    path("reception/booked.ics", reception.booked_file, name="booked_file"),
    path("reception/cancel/", reception.cancel, name="cancel"),
    path("reception/<int:pk>/", reception.day, name="reception_day"),
    path("suggestions/", openness.calls, name="calls"),
    path("suggestions/<int:pk>/", openness.call, name="call"),
    path("figures/", openness.figures, name="figures"),
    path("answers/", openness.answers, name="answers"),
    path("answers/<int:pk>/", openness.answer, name="answer"),
    path("notices/", openness.notices, name="notices"),
    path("contact/", openness.contact, name="contact"),
    path("accessibility/", openness.accessibility, name="accessibility"),
    path("words/", openness.words, name="words"),
    path("hall/<slug:code>/", openness.hall, name="hall"),
    path("kiosk/", kiosk.enter, name="kiosk"),
    path("kiosk/over/", kiosk.over, name="kiosk_over"),
]
urlpatterns = [
    path("", views.home, name="home"),
    path("", include((pages, "citizen"))),
]
