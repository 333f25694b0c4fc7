from django.urls import path

from employers.views import contacts, edit, log, task_edit, tasks, workplaces

app_name = "employers"
urlpatterns = [
    path("arbejdspladser/", workplaces.show_list, name="list"),
    path("arbejdspladser/ny/", edit.new, name="new"),
    path("arbejdspladser/giv/", edit.assign, name="assign"),
    path("arbejdspladser/<uuid:public_id>/", workplaces.detail, name="detail"),
    path("arbejdspladser/<uuid:public_id>/ret/", edit.edit, name="edit"),
    path("arbejdspladser/<uuid:public_id>/arkiv/", edit.archive, name="archive"),
    path("arbejdspladser/<uuid:public_id>/kontakter/ny/", contacts.new, name="new_contact"),
    path("arbejdspladser/<uuid:public_id>/opgaver/ny/", task_edit.new, name="new_task"),
    path("kontakter/<uuid:public_id>/ret/", contacts.edit, name="edit_contact"),
    path("kontakter/<uuid:public_id>/arkiv/", contacts.archive, name="archive_contact"),
    path("arbejdspladser/<uuid:public_id>/log/ny/", log.new, name="new_log"),
    path("log/<uuid:public_id>/ret/", log.edit, name="edit_log"),
    path("log/<uuid:public_id>/underskriv/", log.sign, name="sign_log"),
    path("log/<uuid:public_id>/tilfoej/", log.add, name="add_to_log"),
    path("log/<uuid:public_id>/vigtigt/", log.pin, name="pin_log"),
    path("log/<uuid:public_id>/smid-ud/", log.throw_away, name="throw_log_away"),
    path("opgaver/", tasks.show_list, name="tasks"),
    path("opgaver/ny/", task_edit.new_anywhere, name="new_task_anywhere"),
    path("opgaver/<uuid:public_id>/", tasks.detail, name="task"),
    path("opgaver/<uuid:public_id>/ret/", task_edit.edit, name="edit_task"),
    path("opgaver/<uuid:public_id>/arkiv/", task_edit.archive, name="archive_task"),
    path("opgaver/<uuid:public_id>/kopi/", task_edit.copy, name="copy_task"),
]
