from django.urls import path

from smaajob.accounts import views

urlpatterns = [
    path("organisation/", views.switch_organisation, name="switch_organisation"),
    path("hvem-maa-hvad/", views.permissions, name="permissions"),
]
