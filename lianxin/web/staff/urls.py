"""The workbench, mounted at /staff/."""

from django.urls import path

from lianxin.web.staff import (
    alike,
    calls,
    exports,
    files,
    lists,
    oversight,
    post,
    reception,
    saved,
    together,
    window,
)

app_name = "staff"
urlpatterns = [
    path("", lists.worklist, name="worklist"),
    path("lists/", saved.keep, name="keep_list"),
    path("lists/<int:pk>/", saved.drop, name="drop_list"),
    path("columns/", saved.columns, name="columns"),
    path("together/<str:action>/", together.step, name="together"),
    path("exports/", exports.exports, name="exports"),
    path("exports/new/", exports.ask, name="export"),
    path("exports/<int:pk>/", exports.take, name="export_file"),
    path("exports/<int:pk>/judge/", exports.judge, name="export_judge"),
    path("search/", lists.search, name="search"),
    path("overview/", oversight.overview, name="overview"),
    path("readings/", oversight.readings, name="readings"),
    path("post/", post.post, name="post"),
    path("post/turn/", post.turn, name="post_turn"),
    path("post/print/", post.run, name="post_run"),
    path("post/posted/", post.posted, name="post_posted"),
    path("calendar/", reception.days, name="calendar"),
    path("calendar/publish/", reception.publish, name="publish"),
    path("calendar/<int:pk>/", reception.day, name="reception_day"),
    path("calendar/<int:pk>/<slug:what>/", reception.act, name="reception_act"),
    path("calls/", calls.calls, name="calls"),
    path("calls/<int:pk>/", calls.call, name="call"),
    path("register/", window.register, name="register"),
    path("register/look-up/", window.look_up, name="look_up"),
    path("register/alike/", window.look_alike, name="look_alike"),
    path("topics/", alike.topics, name="topics"),
    path("receipt/<str:number>/", window.receipt, name="receipt"),
    path("matters/<str:number>/", files.matter, name="matter"),
    path("matters/<str:number>/people/<int:pk>/", files.reveal, name="reveal"),
    path("matters/<str:number>/steps/<str:action>/", files.step, name="step"),
    path("matters/<str:number>/files/<int:pk>/", files.attachment, name="attachment"),
    path("matters/<str:number>/papers/<int:pk>/", files.paper, name="paper"),
    path("matters/<str:number>/papers/<int:pk>/paper.<slug:form>", files.paper_file, name="paper_file"),
]
