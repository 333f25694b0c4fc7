import os, signal, time, pytest
from smaajob.jobs.models import Pulse, JobState
from reports.models import Report
from django.utils import timezone
from tests.long.test_killed_worker import order_one, state_of, made
pytestmark=[pytest.mark.long, pytest.mark.django_db(transaction=True)]
def pulse():
    p=Pulse.objects.filter(name="worker").first(); return p and p.at
def fresh(house, since, sec, what):
    t=time.monotonic()
    house.until(lambda: (pulse() or since) > since, sec, what)
    print(what, "heard after", round(time.monotonic()-t,1), flush=True)
def test_outages(house, membership):
    v=house.broker(); w=house.worker(); b=house.beat()
    fresh(house, timezone.now(), 20, "start")
    for n,(kind,secs) in enumerate([("kill",1),("kill",1),("kill",1),("kill",12),("stop",3),("stop",40),("kill",2),("wipe",2),("kill",2)]):
        r=order_one(membership)
        house.until(lambda: state_of(r)=="running", 40, "begin")
        time.sleep(1.5)
        if kind=="stop":
            os.killpg(v.pid, signal.SIGSTOP); time.sleep(secs); os.killpg(v.pid, signal.SIGCONT)
        else:
            house.kill(v)
            if kind=="wipe":
                import shutil; shutil.rmtree(house.folder/"valkey")
            time.sleep(secs); v=house.broker()
        now=timezone.now()
        try:
            fresh(house, now, 150, f"{kind} {secs}")
            house.until(lambda: state_of(r)=="done", 60, "done")
            print("made",made(r), "attempts", Report.objects.get(pk=r.pk).attempts)
        except BaseException as e:
            print("MUTE", kind, secs, "beat alive", b.poll(), "worker alive", w.poll(), flush=True); raise
