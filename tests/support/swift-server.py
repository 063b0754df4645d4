"""Runs OpenStack Swift with its S3 interface in one process, for tests.

Arguments: a folder for the files, the port, the access key, which is ACCOUNT:USER, and the secret key.
"""

import os
import sys

import eventlet
import eventlet.wsgi

eventlet.patcher.monkey_patch(all=False, socket=True, select=True, thread=True)

from swift.common import utils  # noqa: E402
from swift.common.ring import RingBuilder  # noqa: E402
from swift.common.wsgi import SwiftHttpProtocol, loadapp  # noqa: E402

folder, port, access_key, secret_key = sys.argv[1], int(sys.argv[2]), *sys.argv[3:5]
account, user = access_key.split(':')
backends = ('account', 'container', 'object')

# Swift finds the place of a file by a hash that is different for each installation.
utils.SWIFT_CONF_FILE = os.path.join(folder, 'swift.conf')
with open(utils.SWIFT_CONF_FILE, 'w') as file:
    file.write('[swift-hash]\nswift_hash_path_suffix = test\n')
os.makedirs(os.path.join(folder, 'devices', 'disk'))
listeners = {name: eventlet.listen(('127.0.0.1', 0), backlog=512) for name in backends}
listeners['proxy'] = eventlet.listen(('127.0.0.1', port), backlog=512)

common = f"""[DEFAULT]
swift_dir = {folder}
devices = {folder}/devices
mount_check = false
disable_fallocate = true
log_level = ERROR
"""

for name in backends:
    backend_port = listeners[name].getsockname()[1]
    builder = RingBuilder(1, 1, 1)
    builder.add_dev({
        'id': 0, 'region': 1, 'zone': 1, 'weight': 1, 'device': 'disk',
        'ip': '127.0.0.1', 'port': backend_port, 'replication_ip': '127.0.0.1', 'replication_port': backend_port,
    })
    builder.rebalance()
    builder.get_ring().save(os.path.join(folder, f'{name}.ring.gz'))
    with open(os.path.join(folder, f'{name}.conf'), 'w') as file:
        file.write(f'{common}[pipeline:main]\npipeline = {name}\n[app:{name}]\nuse = egg:swift#{name}\n')

filters = ('catch_errors', 'gatekeeper', 'memcache', 'listing_formats', 'bulk', 's3api', 'tempauth', 'slo')
with open(os.path.join(folder, 'proxy.conf'), 'w') as file:
    file.write(f'{common}[pipeline:main]\npipeline = {" ".join(filters)} proxy-server\n')
    file.write('[app:proxy-server]\nuse = egg:swift#proxy\naccount_autocreate = true\n')
    for name in filters:
        file.write(f'[filter:{name}]\nuse = egg:swift#{name}\n')
        if name == 'tempauth':
            file.write(f'user_{account}_{user} = {secret_key} .admin\n')
        if name == 's3api':
            # Short pages, so that tests need few files to read several pages.
            file.write('max_bucket_listing = 5\n')


class Silence:
    def write(self, text):
        pass


for name, listener in listeners.items():
    app = loadapp(os.path.join(folder, f'{name}.conf'), global_conf={})
    eventlet.spawn(eventlet.wsgi.server, listener, app, Silence(), protocol=SwiftHttpProtocol, debug=False)

# The input ends with the test that has started the server, even if the test is killed.
eventlet.hubs.trampoline(sys.stdin.fileno(), read=True)
os._exit(0)
