"""A Buildbot for tests: master and worker in one process, told what to do by one JSON argument.

Prints one line of JSON when it is ready, when it has taken a command, when a build is asked for, and
when one is over.
A command is a line of JSON on standard input: {"webhook": {"url", "headers"} or null}. Ends when
standard input does. Its database is in memory; its log goes to standard error.
"""

import json
import os
import sys

sys.dont_write_bytecode = True
# Plugins are looked for when Buildbot is imported.
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "plugins"))

from buildbot.config.master import MasterConfig
from buildbot.master import BuildMaster
from buildbot.plugins import reporters, schedulers, steps, util, worker
from twisted.internet import defer, reactor, stdio
from twisted.protocols.basic import LineOnlyReceiver
from twisted.python import log

told = json.loads(sys.argv[1])


def tell(fact):
    sys.__stdout__.write(json.dumps(fact) + "\n")
    sys.__stdout__.flush()


def services():
    webhook = told["webhook"]
    if webhook is None:
        return []
    return [reporters.HttpStatusPush(serverUrl=webhook["url"], headers=webhook["headers"])]


def factory():
    return util.BuildFactory([
        steps.Git(repourl=told["repository"], mode="full", method="clobber"),
        steps.ShellCommand(command=["sh", "ci.sh"], name="test"),
    ])


class Loader:
    """The configuration, which a command changes."""

    def loadConfig(self):
        names = told["builders"]
        config = {
            "title": "Pharos",
            "titleURL": told["url"],
            "buildbotURL": told["url"],
            "buildbotNetUsageData": None,
            # Every push is built, also those that come while another is.
            "collapseRequests": False,
            "db": {"db_url": "sqlite://"},
            "www": {
                "port": f"tcp:{told['port']}:interface=127.0.0.1",
                "plugins": {},
                "change_hook_dialects": {"base": True},
            },
            "protocols": {"null": {}},
            "workers": [worker.LocalWorker("worker")],
            "builders": [
                util.BuilderConfig(name=name, workernames=["worker"], factory=factory())
                for name in names
            ],
            "schedulers": [
                schedulers.AnyBranchScheduler(
                    name=f"pushes-{name}",
                    builderNames=[name],
                    treeStableTimer=None,
                    change_filter=util.ChangeFilter(project=name),
                )
                for name in names
            ],
            "services": services(),
        }
        return MasterConfig.loadFromDict(config, "master.py")


class Commands(LineOnlyReceiver):
    delimiter = b"\n"

    def __init__(self, master):
        self.master = master

    @defer.inlineCallbacks
    def lineReceived(self, line):
        told.update(json.loads(line))
        yield self.master.reconfig()
        tell({"kind": "done"})

    def connectionLost(self, reason):
        if reactor.running:
            reactor.stop()


@defer.inlineCallbacks
def finished(master, build):
    properties = yield master.data.get(("builds", build["buildid"], "properties"))
    revision = properties.get("got_revision", properties.get("revision", [None]))[0]
    fact = {key: build[key] for key in ("buildid", "builderid", "results")}
    tell({"kind": "finished", "build": {**fact, "revision": revision}})


@defer.inlineCallbacks
def requested(master, request):
    buildset = yield master.data.get(("buildsets", request["buildsetid"]))
    tell({"kind": "requested", "revision": buildset["sourcestamps"][0]["revision"]})


@defer.inlineCallbacks
def serve(master):
    yield master.startService()
    if not master.running:
        return
    yield master.mq.startConsuming(
        lambda key, build: finished(master, build), ("builds", None, "finished")
    )
    yield master.mq.startConsuming(
        lambda key, request: requested(master, request), ("buildrequests", None, "new")
    )
    stdio.StandardIO(Commands(master))
    tell({"kind": "ready"})


log.startLogging(sys.stderr, setStdout=False)
master = BuildMaster(told["folder"], config_loader=Loader())
reactor.callWhenRunning(lambda: serve(master).addErrback(log.err))
reactor.addSystemEventTrigger("before", "shutdown", master.stopService)
reactor.run()
