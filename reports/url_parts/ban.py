"""Addresses of cycles, obligations, form versions and review."""

from django.urls import path

from reports.views import cycles, review

urlpatterns = [
    path("ky/", cycles.cycles, name="cycles"),
    path("ky/mo/", cycles.cycle_open, name="cycle_open"),
    path("ky/mo/thoi-han/", cycles.cycle_deadline, name="cycle_deadline"),
    path("ky/<int:pk>/", cycles.cycle, name="cycle"),
    path("ky/<int:pk>/khoa-so/", cycles.cycle_close, name="cycle_close"),
    path("ky/<int:pk>/nghia-vu/", cycles.obligations, name="obligations"),
    path("ky/<int:pk>/nghia-vu/tai-ve/<slug:kind>/", cycles.obligations_file, name="obligations_file"),
    path("ky/<int:pk>/nhiem-vu/", cycles.cycle_tasks, name="cycle_tasks"),
    path("ky/<int:pk>/nhiem-vu/tai-ve/<slug:kind>/", cycles.cycle_tasks_file, name="cycle_tasks_file"),
    path("van-ban/<int:pk>/nhiem-vu/", cycles.directive_tasks, name="directive_tasks"),
    path("ky/<int:pk>/nhat-ky/", cycles.cycle_journal, name="cycle_journal"),
    path("ky/don-vi/<int:pk>/", cycles.obligation, name="obligation"),
    path("ky/<int:pk>/chua-nop/", cycles.missing, name="missing"),
    path("ky/<int:pk>/chua-nop/tai-ve/<slug:kind>/", cycles.missing_file, name="missing_file"),
    path("mau/", cycles.forms, name="forms"),
    path("mau/tu-van-ban/<int:pk>/", cycles.form_from_directive, name="form_from_directive"),
    path("mau/<int:pk>/", cycles.form_version, name="form_version"),
    path("mau/<int:pk>/tep/", cycles.form_source, name="form_source"),
    path("tham-dinh/", review.queue, name="queue"),
    path("tham-dinh/giao/", review.queue_assign, name="queue_assign"),
    path("tham-dinh/<int:pk>/", review.review, name="review"),
    path("tham-dinh/<int:pk>/buoc/", review.review_step, name="review_step"),
    path("tham-dinh/<int:pk>/y-kien/", review.review_point, name="review_point"),
    path("tham-dinh/y-kien/<int:pk>/bo/", review.review_point_drop, name="review_point_drop"),
    path("tham-dinh/y-kien/<int:pk>/xong/", review.review_point_close, name="review_point_close"),
]
