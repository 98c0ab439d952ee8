"""Pages of a development machine only (DEBUG): letters written to files, the style guide."""

from django.urls import path
from django.views.generic import TemplateView

app_name = "dev"

urlpatterns = [
    path("giao-dien/", TemplateView.as_view(template_name="styleguide.html"), name="styleguide"),
]
