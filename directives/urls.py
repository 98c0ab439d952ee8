"""Addresses of directives and programmes."""

from django.urls import path

from directives.views import activities, drafting, following, listing, paper, programmes, publication

app_name = "directives"

urlpatterns = [
    path("", listing.directives, name="list"),
    path("moi/", drafting.create, name="create"),
    path("<int:pk>/", paper.detail, name="detail"),
    path("<int:pk>/sua/", drafting.edit, name="edit"),
    path("<int:pk>/ban-hanh/", publication.publish_page, name="publish"),
    path("<int:pk>/thu-hoi/", publication.recall_page, name="recall"),
    path("<int:pk>/noi-nhan/", following.recipients, name="recipients"),
    path("<int:pk>/tep/<int:position>/", paper.download, name="file"),
    path("<int:pk>/da-nhan/<int:recipient_pk>/", paper.acknowledge_receipt, name="acknowledge"),
    path("chuong-trinh/", programmes.programmes, name="programmes"),
    path("chuong-trinh/moi/", programmes.create, name="programme-create"),
    path("chuong-trinh/<int:pk>/", programmes.detail, name="programme"),
    path("chuong-trinh/<int:pk>/sua/", programmes.edit, name="programme-edit"),
    path("chuong-trinh/<int:pk>/hoat-dong/", activities.create, name="activity-create"),
    path("chuong-trinh/<int:pk>/hoat-dong/<int:activity_pk>/", activities.edit, name="activity-edit"),
]
