"""Addresses of directives and programmes."""

from django.urls import include, path

from directives.views import (
    activities,
    calendar,
    desk,
    drafting,
    following,
    graph,
    listing,
    numbering,
    occurrences,
    outcomes,
    paper,
    programmes,
    publication,
    reading,
    receiving,
    register,
)

app_name = "directives"

_activity = [
    path("", activities.detail, name="activity"),
    path("sua/", activities.edit, name="activity-edit"),
    path("tinh-trang/", activities.status, name="activity-status"),
    path("lan/moi/", occurrences.create, name="occurrence-create"),
    path("lan/<int:occurrence_pk>/", occurrences.edit, name="occurrence-edit"),
    path("lan/<int:occurrence_pk>/xoa/", occurrences.remove, name="occurrence-remove"),
    path("lan/<int:occurrence_pk>/tep/<int:position>/", occurrences.download, name="occurrence-file"),
]

urlpatterns = [
    path("", listing.directives, name="list"),
    path("moi/", drafting.create, name="create"),
    path("chon-noi-nhan/", drafting.pick, name="pick"),
    path("danh-so/", numbering.numbering, name="numbering"),
    path("doc/", reading.readings, name="readings"),
    path("doc/<int:pk>/", reading.reading, name="reading"),
    path("doc/<int:pk>/dang-go/", reading.typed, name="reading-typed"),
    path("doc/<int:pk>/sua-chu/", reading.mend, name="reading-mend"),
    path("doc/<int:pk>/bo/", reading.put_away, name="reading-discard"),
    path("doc/<int:pk>/tep/", reading.original, name="reading-file"),
    path("<int:pk>/", paper.detail, name="detail"),
    path("<int:pk>/sua/", drafting.edit, name="edit"),
    path("<int:pk>/buoc/", desk.take_step, name="step"),
    path("<int:pk>/ban-hanh/", publication.publish_page, name="publish"),
    path("<int:pk>/thu-hoi/", publication.recall_page, name="recall"),
    path("<int:pk>/noi-nhan/", following.recipients, name="recipients"),
    path("<int:pk>/noi-nhan/<int:recipient_pk>/nhac/", following.remind, name="remind"),
    path("<int:pk>/tep/<int:position>/", paper.download, name="file"),
    path("<int:pk>/da-nhan/<int:recipient_pk>/", receiving.acknowledge_receipt, name="acknowledge"),
    path("so-van-ban-di/", register.register, name="register"),
    path("so-van-ban-di/tep/", register.register_file, name="register-file"),
    path("<int:pk>/ghi-so/", register.register_note, name="register-note"),
    path("<int:pk>/so-do/", graph.directive_graph, name="graph"),
    path("vien-dan/<str:slug>/<path:number>/", graph.cited, name="cited"),
    path("<int:pk>/chuyen-tiep/<int:recipient_pk>/", receiving.forward, name="forward"),
    path("lich/<str:token>.ics", calendar.feed, name="feed"),
    path("chuong-trinh/", programmes.programmes, name="programmes"),
    path("chuong-trinh/lich/", calendar.address, name="feed-address"),
    path("chuong-trinh/moi/", programmes.create, name="programme-create"),
    path("chuong-trinh/<int:pk>/", programmes.detail, name="programme"),
    path("chuong-trinh/<int:pk>/sua/", programmes.edit, name="programme-edit"),
    path("chuong-trinh/<int:pk>/ke-hoach/<int:year>/", programmes.plan, name="programme-plan"),
    path("chuong-trinh/<int:pk>/ket-qua/", outcomes.outcome, name="outcome"),
    path("chuong-trinh/<int:pk>/ket-qua/<int:file_pk>/", outcomes.progress, name="outcome-progress"),
    path("chuong-trinh/<int:pk>/ket-qua/<int:file_pk>/tep/", outcomes.download, name="outcome-file"),
    path("chuong-trinh/<int:pk>/hoat-dong/moi/", activities.create, name="activity-create"),
    path("chuong-trinh/<int:pk>/hoat-dong/<int:activity_pk>/", include(_activity)),
]
