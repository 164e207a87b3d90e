"""Which address goes to which door."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
