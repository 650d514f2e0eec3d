#!/bin/sh
# Builds the emulated USB radios below libusb: ../shared/lab/usb/fakeusb.c with the tuners of moreTuners.h patched in.
# Use: tests/lab/usb/build.sh OUT.so [FOLDER OF fakeusb.c]; then e.g. LD_PRELOAD=OUT.so FAKEUSB_DEVICES=e4000 rtl_test -t
# Needs a C compiler, patch, and the headers of libusb (Debian: libusb-1.0-0-dev).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=${1:?"usage: build.sh OUT.so [FOLDER OF fakeusb.c]"}
from=${2:-$here/../../../../shared/lab/usb}
[ -f "$from/fakeusb.c" ] || { echo "build.sh: $from/fakeusb.c is not there" >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
patch --silent --output="$work/fakeusb.c" "$from/fakeusb.c" "$here/moreTuners.patch"
cc -O2 -Wall -Wno-format-truncation -shared -fPIC -I"$here" -o "$out" "$work/fakeusb.c" -lpthread -lm
