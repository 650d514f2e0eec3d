"""Writes archives.json: SigMF archives made by Python's tarfile in its three formats, gzip-compressed and base64-encoded."""
import base64, gzip, io, json, os, tarfile

def archive(fmt, folder, names):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode='w', format=fmt) as tar:
        if folder:
            entry = tarfile.TarInfo(folder); entry.type = tarfile.DIRTYPE; tar.addfile(entry)
        for i, name in enumerate(names):
            meta = json.dumps({'global': {'core:datatype': 'ci16_le', 'core:sample_rate': 48000 + i, 'core:version': '1.2.5'}, 'captures': [{'core:sample_start': 0, 'core:frequency': 100e6}], 'annotations': []}).encode()
            data = b''.join(int(v).to_bytes(2, 'little', signed=True) for v in (1, -2, 3 + i, -4))
            for suffix, body in (('.sigmf-data', data), ('.sigmf-meta', meta)):
                entry = tarfile.TarInfo((folder + '/' if folder else '') + name + suffix); entry.size = len(body)
                tar.addfile(entry, io.BytesIO(body))
    return base64.b64encode(gzip.compress(out.getvalue(), mtime=0)).decode()

long = 'a' * 90
cases = {
    'ustar': archive(tarfile.USTAR_FORMAT, 'folder', ['one']),
    'ustar-prefix': archive(tarfile.USTAR_FORMAT, long, ['one']),
    'gnu-long': archive(tarfile.GNU_FORMAT, long + long, ['one']),
    'pax-long': archive(tarfile.PAX_FORMAT, long + long, ['one']),
    'pax-umlaut': archive(tarfile.PAX_FORMAT, '', ['m\u00fcnchen-\u6771\u4eac']),
    'two': archive(tarfile.PAX_FORMAT, '', ['one', 'two']),
}
json.dump(cases, open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'archives.json'), 'w'), indent=1)
