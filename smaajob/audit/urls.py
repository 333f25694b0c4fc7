from django.urls import path

from smaajob.audit.views import citizen, log, samples

urlpatterns = [
    path("", log.show_list, name="access_log"),
    path("opslag/", log.show_flags, name="access_flags"),
    path("opslag/<int:number>/", log.show_one, name="access_one"),
    path("find/", citizen.find, name="find_citizen"),
    path("stikproeve/", samples.show, name="access_sample"),
    path("stikproeve/<uuid:public_id>/", samples.mark, name="mark_sample"),
    path("<uuid:public_id>/", citizen.show, name="citizen_log"),
    path("<uuid:public_id>/pdf/", citizen.pdf, name="citizen_log_pdf"),
]
