"""Pages of a development machine only (DEBUG): letters written to files, the style guide."""

from django.urls import path
from django.views.generic import TemplateView

from portal.views.dev_mail import letters

app_name = "dev"

urlpatterns = [
    path("thu/", letters, name="mail"),
    path("giao-dien/", TemplateView.as_view(template_name="styleguide.html"), name="styleguide"),
]
