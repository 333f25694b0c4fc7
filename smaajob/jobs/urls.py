from django.urls import path

from smaajob.jobs import views

urlpatterns = [path("", views.healthz, name="healthz")]
