from django.urls import path

from employers.views import log, tasks, workplaces

app_name = "employers"
urlpatterns = [
    path("arbejdspladser/", workplaces.show_list, name="list"),
    path("arbejdspladser/<uuid:public_id>/", workplaces.detail, name="detail"),
    path("arbejdspladser/<uuid:public_id>/log/ny/", log.new, name="new_log"),
    path("log/<uuid:public_id>/ret/", log.edit, name="edit_log"),
    path("log/<uuid:public_id>/underskriv/", log.sign, name="sign_log"),
    path("log/<uuid:public_id>/tilfoej/", log.add, name="add_to_log"),
    path("log/<uuid:public_id>/vigtigt/", log.pin, name="pin_log"),
    path("log/<uuid:public_id>/smid-ud/", log.throw_away, name="throw_log_away"),
    path("opgaver/", tasks.show_list, name="tasks"),
    path("opgaver/<uuid:public_id>/", tasks.detail, name="task"),
]
