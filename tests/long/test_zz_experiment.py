import os, signal, time, pytest
from smaajob.jobs.models import Pulse
from django.utils import timezone
pytestmark=[pytest.mark.long, pytest.mark.django_db(transaction=True)]
def pulse():
    p=Pulse.objects.filter(name="worker").first(); return p and p.at
def fresh(house, since, sec, what):
    t=time.monotonic()
    house.until(lambda: (pulse() or since) > since, sec, what)
    print(what, "heard after", round(time.monotonic()-t,1), flush=True)
def test_outages(house):
    v=house.broker(); w=house.worker(); b=house.beat()
    fresh(house, timezone.now(), 20, "start")
    for n,(kind,secs) in enumerate([("kill",1),("kill",10),("term",5),("kill",45),("stop",8),("stop",50),("wipe",5),("kill",0.2)]):
        if kind=="stop":
            os.killpg(v.pid, signal.SIGSTOP); time.sleep(secs); os.killpg(v.pid, signal.SIGCONT)
        else:
            if kind=="term":
                v.terminate(); v.wait(); house.running.remove(v)
            else: house.kill(v)
            if kind=="wipe":
                import shutil; shutil.rmtree(house.folder/"valkey")
            time.sleep(secs); v=house.broker()
        now=timezone.now()
        try: fresh(house, now, 120, f"{kind} {secs}")
        except BaseException as e:
            print("MUTE", kind, secs, "beat alive", b.poll(), "worker alive", w.poll(), flush=True); raise
        for _ in range(3): time.sleep(1)
