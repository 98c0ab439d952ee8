"""The roof: every address of the portal."""

from django.conf import settings
from django.urls import include, path, re_path

from directives.views import searching
from portal import home
from portal.views import account
from portal.views.errors import not_here

urlpatterns = [
    path("", home.home, name="home"),
    # Addresses are the administrators' to change: allauth's own pages for them are closed.
    path("tai-khoan/email/", not_here),
    path("tai-khoan/confirm-email/", not_here),
    path("tai-khoan/confirm-email/<key>/", not_here),
    path("tai-khoan/logout/", account.sign_out),
    path("tai-khoan/", include("allauth.account.urls")),
    path("tai-khoan/hai-lop/", include("allauth.mfa.urls")),
    path("", include("portal.ground_urls")),
    path("tim-kiem/", searching.search, name="search"),
    path("van-ban/", include("directives.urls")),
    path("bao-cao/", include("reports.urls")),
]

if settings.DEBUG:
    urlpatterns.append(path("dev/", include("portal.dev_urls")))
    # An address that nobody has, for PlainNotFoundMiddleware to answer; one without a slash is given it first.
    urlpatterns.append(re_path(r".*/$", not_here))
