"""The roof: every address of the portal."""

from django.conf import settings
from django.urls import include, path

from portal import home

urlpatterns = [
    path("", home.home, name="home"),
    path("tai-khoan/", include("allauth.account.urls")),
    path("tai-khoan/hai-lop/", include("allauth.mfa.urls")),
    path("", include("portal.ground_urls")),
    path("van-ban/", include("directives.urls")),
    path("bao-cao/", include("reports.urls")),
]

if settings.DEBUG:
    urlpatterns.append(path("dev/", include("portal.dev_urls")))
