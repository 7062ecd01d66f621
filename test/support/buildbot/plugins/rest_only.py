"""What Buildbot asks of its web interface, without one: Debian's package has the REST API only."""

import os

from twisted.web import resource


class RestOnly:
    ui = True
    version = "1.0"
    description = "REST API only"
    # Where the page would be; nobody asks for it.
    static_dir = os.path.dirname(__file__)

    def __init__(self):
        self.resource = resource.Resource()

    def setMaster(self, master):
        pass

    def setConfiguration(self, config):
        pass


base = RestOnly()
