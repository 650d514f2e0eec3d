"""Records the vendor requests that the real HackRF tools and libhackrf make, as vectors for the driver's tests.

    gcc -O2 -shared -fPIC -o libfakeusb.so fakeusb.c -lpthread -lm     (a libusb that emulates the dongle and logs control transfers)
    python3 record.py ./libfakeusb.so > requests.json                  (Debian packages: hackrf, libhackrf0)

Made with hackrf 2022.09.1-3. Each case holds what was run and its vendor requests in order: direction, request, value, index, data (hex).
"""
import json, os, shutil, subprocess, sys, tempfile

fake = os.path.abspath(sys.argv[1])
folder = tempfile.mkdtemp()


def run(argv):
    log = os.path.join(folder, 'log')
    open(log, 'w').close()
    env = dict(os.environ, LD_PRELOAD=fake, FAKEUSB_DEVICES='hackrf', FAKEUSB_PACE='0', FAKEUSB_LOG=log)
    subprocess.run(argv, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=60, check=True)
    requests = []
    for line in open(log):
        entry = json.loads(line)
        if entry['ev'] != 'ctl' or int(entry['bm'], 16) & 0x60 != 0x40:
            continue
        requests.append(['in' if entry['bm'] == 'c0' else 'out', entry['req'], int(entry['value'], 16), int(entry['index'], 16), entry['data']])
    return requests


def library(calls):
    """Calls libhackrf in a process of its own (the emulation must be loaded first) and notes the requests of each call."""
    program = '''
import ctypes, json, sys
h = ctypes.CDLL('libhackrf.so.0'); h.hackrf_init(); d = ctypes.c_void_p(); assert h.hackrf_open(ctypes.byref(d)) == 0
for name, kind, value in json.loads(sys.argv[1]):
    argument = {'double': ctypes.c_double, 'u64': ctypes.c_uint64, 'u32': ctypes.c_uint32}[kind](value)
    assert getattr(h, name)(d, argument) == 0, name
'''
    return run(['python3', '-c', program, json.dumps(calls)])


transfer = []
for options in (
    '-f 433920000 -s 2000000 -l 16 -g 20',
    '-f 1000000 -s 8000000 -l 0 -g 0 -a 0',
    '-f 868300123 -s 10000000 -l 40 -g 62 -a 1 -p 1',
    '-f 2440000000 -s 20000000 -l 32 -g 8 -b 28000000',
    '-f 100000000 -s 4000000 -l 8 -g 2 -b 1750000',
    '-f 5900000001 -s 20000000 -l 24 -g 24 -C 12',
    '-f 1090000000 -s 8000000 -l 40 -g 40 -C -25',
):
    transfer.append({'tool': 'hackrf_transfer ' + options, 'requests': run(['hackrf_transfer', '-r', '/dev/null', '-n', '100000'] + options.split())})

sweep = []
for options in (
    '-f 88:108 -w 100000',
    '-f 2400:2490 -w 1000000',
    '-f 0:6000 -w 100000',
    '-f 433:435 -w 10000',
    '-f 100:200 -f 400:470 -w 50000 -a 1 -p 1 -l 24 -g 30',
):
    sweep.append({'tool': 'hackrf_sweep ' + options, 'requests': run(['hackrf_sweep', '-1', '-r', '/dev/null'] + options.split())})

rates = [1e6, 1.024e6, 2e6, 2.048e6, 2.4e6, 3.2e6, 4e6, 20e6 / 3, 8e6, 10e6, 12.5e6, 16e6, 19.2e6, 20e6, 1234567.25, 2500000.5, 44100 * 50.125, 3333333.3333333335, 9999999.99]
one = lambda name, kind, values: [{'call': name, 'value': value, 'requests': library([[name, kind, value]])} for value in values]
print(json.dumps({
    'info': run(['hackrf_info']),
    'transfer': transfer,
    'sweep': sweep,
    'rates': one('hackrf_set_sample_rate', 'double', rates),
    'centers': one('hackrf_set_freq', 'u64', [0, 1000000, 999999, 433920000, 2147483648, 5999999999, 6000000000, 7250000000]),
}, indent=None, separators=(',', ':')).replace('{"tool"', '\n{"tool"').replace('{"call"', '\n{"call"'))
shutil.rmtree(folder)
