"""The power of the disk fails while mail comes in.

The house lies on a file system in a file. To cut its power is to shut that file system down without
its log being written (FS_IOC_GOINGDOWN, as xfstests does it): what was not made safe by then is gone
when it is mounted again. The order in which a drive writes its own cache is not played.

The processes live on for a moment in which the dead file system may call a write safe, so the cable to
the others is cut first, as it would be: what is acknowledged after that arrives with nobody.
"""
import contextlib
import fcntl
import os
import pathlib
import random
import shutil
import sqlite3
import struct
import subprocess
import tempfile
import time

from house import TOP, House
from people import Sink
from scene import Scene, house_new, play

GOING_DOWN, NO_LOG_FLUSH = 0x8004587D, 2  # _IOR('X', 125, __u32), include/uapi/linux/fs.h
DISK_MB = 1500
CONTROL_CUTS = 3


class Disk:
    """An ext4 in a file."""

    def __init__(self, megabytes: int = DISK_MB):
        self.megabytes = megabytes
        self.place = pathlib.Path(tempfile.mkdtemp(prefix="hark-power-", dir="/var/tmp"))
        self.image, self.folder = self.place / "image", self.place / "m"
        self.folder.mkdir()
        self.is_mounted = False

    def make(self) -> str:
        """Why there can be none; "" when it is mounted."""
        if os.getuid() != 0:
            return "only root may make a disk"
        if not shutil.which("mkfs.ext4"):
            return "there is no mkfs.ext4"
        with self.image.open("wb") as file:
            file.truncate(self.megabytes << 20)
        subprocess.run(["mkfs.ext4", "-q", self.image], check=True)
        try:
            self.mount()
        except subprocess.CalledProcessError:
            return "this machine mounts no file as a disk (loop devices)"
        return ""

    def mount(self) -> None:
        subprocess.run(["mount", "-o", "loop,errors=remount-ro", self.image, self.folder], check=True,
                       stderr=subprocess.DEVNULL)
        self.is_mounted = True

    def cut(self) -> None:
        place = os.open(self.folder, os.O_RDONLY)
        try:
            fcntl.ioctl(place, GOING_DOWN, struct.pack("I", NO_LOG_FLUSH))
        finally:
            os.close(place)

    def protect(self) -> None:
        """Nothing can be written any more, as after a fault of the drive."""
        subprocess.run(["mount", "-o", "remount,abort", self.folder], check=False,
                       stderr=subprocess.DEVNULL)

    def unmount(self) -> bool:
        self.is_mounted = self.is_mounted and subprocess.run(
            ["umount", self.folder], check=False, stderr=subprocess.DEVNULL).returncode != 0
        return not self.is_mounted

    def remove(self) -> None:
        if self.is_mounted:
            subprocess.run(["umount", "-l", self.folder], check=False)
        shutil.rmtree(self.place, ignore_errors=True)


@contextlib.contextmanager
def disk_new():
    """A mounted disk, or the reason why there is none."""
    disk = Disk()
    try:
        reason = disk.make()
        yield None if reason else disk, reason
    finally:
        disk.remove()


def fail(scene: Scene, disk: Disk) -> None:
    """The power goes, everything dies, the power comes back; nothing runs yet."""
    house, cable = scene.house, scene.sink.cable
    house.processes()
    cable.cut()
    disk.cut()
    house.killed["power"] += 1

    def is_dark() -> bool:
        house.processes()
        house.kill_known()
        return disk.unmount()
    with contextlib.suppress(ProcessLookupError):
        house.process.kill()
    house.process.wait()
    house.until(is_dark, "the disk to be left", 30)
    disk.mount()


def found_on(house: House) -> set:
    """The mails that the database has; a damaged one has none."""
    try:
        return {row[0] for row in house.rows("SELECT mail_id FROM message WHERE kind = 'in'")}
    except sqlite3.Error:
        return set()


def acknowledged(scene: Scene) -> set:
    return {mail_id for server in scene.servers for mail_id in server.kept}


def sync_config(house: House) -> None:
    """The file that this test wrote; what Hark wrote is its own business."""
    for path in (house.config, house.folder):
        place = os.open(path, os.O_RDONLY)
        os.fsync(place)
        os.close(place)


def cuts_of(disk: Disk):
    """Work for play(): so many cuts, and after each a look at what is there before anything runs."""
    def work(scene: Scene, rounds: int) -> None:
        house = scene.house
        sync_config(house)
        for at in range(rounds):
            time.sleep(random.uniform(0.05, 0.9))
            fail(scene, disk)
            lost = acknowledged(scene) - found_on(house)
            if lost:
                raise AssertionError(f"cut {at + 1} lost {len(lost)} acknowledged mails: {sorted(lost)[:3]}")
            house.command("fsck")
            house.launch()
            scene.sink.cable.mend()
            if random.random() < 0.8:  # else the next cut falls while it starts
                house.come_back()
            if at % 10 == 9:
                print(f"  {at + 1} cuts, {scene.kept()} mails acknowledged, none lost, fsck finds "
                      "nothing", flush=True)
    return work


def control() -> bool:
    """The same with a house that makes nothing safe: whoever finds no loss then, finds none ever."""
    with disk_new() as (disk, _), tempfile.TemporaryDirectory() as folder:
        library = f"{folder}/no_sync.so"
        subprocess.run(["gcc-12", "-shared", "-fPIC", "-o", library, TOP / "tests/torture/no_sync.c"],
                       check=True)
        sink = Sink()
        house = house_new(sink, folder=str(disk.folder))
        scene, lost = Scene(house, sink, 4, 0), 0
        try:
            scene.begin()
            house.process.kill()
            house.process.wait()
            house.environment["LD_PRELOAD"] = library
            house.launch()
            os.sync()
            for _ in range(CONTROL_CUTS):
                house.come_back()
                time.sleep(1)
                fail(scene, disk)
                lost += len(acknowledged(scene) - found_on(house))
                if lost:
                    break
                house.launch()
                scene.sink.cable.mend()
        finally:
            scene.over.set()
            house.end()
        print(f"  control: without fsync {lost} of {scene.kept()} acknowledged mails are lost", flush=True)
        house.close()
    return lost > 0


def power(rounds: int, keep: bool) -> bool:
    rounds = max(rounds // 2, 1)
    with disk_new() as (disk, reason):
        if not disk:
            print(f"power: skipped, {reason}")
            return True
        sink = Sink()
        scene = Scene(house_new(sink, folder=str(disk.folder)), sink, 4, 1)
        is_good = play(f"the power of an ext4 fails, {rounds} times", scene, cuts_of(disk), rounds, keep)
    return control() and is_good
