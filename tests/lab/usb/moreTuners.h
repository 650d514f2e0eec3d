/* moreTuners.h - tuner chips beside the R820T and R828D for the emulated RTL-SDR dongle (fakeusb.c, which includes this file once
 * moreTuners.patch is applied): Elonics E4000, Fitipower FC0012 and FC0013, FCI FC2580. Each is a file of 256 registers with the
 * few that answer by themselves: identity, lock, tuning voltage of the oscillator, calibration.
 *
 * more environment:
 *  FAKEUSB_DEVICES    knows also: e4000, fc0012, fc0013, fc2580
 *  FAKEUSB_FILL       hex value that the registers of these chips hold after power-up (default 00)
 *  FAKEUSB_VCO_SHIFT  MHz by which the oscillators of FC0012 and FC0013 are off (default 0)
 *  FAKEUSB_FILTERCAL  hex value of the FC2580's calibration monitor (default c5: done)
 *  FAKEUSB_NOLOCK     1 = no PLL locks, and every tuning voltage is at its end
 */
static int more_tuner(const char *model) {
	return !strcmp(model, "e4000") ? T_E4000 : !strcmp(model, "fc0012") ? T_FC0012 : !strcmp(model, "fc0013") ? T_FC0013 : !strcmp(model, "fc2580") ? T_FC2580 : 0;
}
static void more_powerup(libusb_device *d) { memset(d->chip, (int)strtol(env("FAKEUSB_FILL", "00"), NULL, 16), sizeof d->chip); }

/* E4000: oscillator = 28.8 MHz * (Z + X / 65536), divided by what register 0x0d says */
static double e4000_vco(const uint8_t *r) { return XTAL * (r[0x09] + (r[0x0b] << 8 | r[0x0a]) / 65536.0); }
static double e4000_divider(const uint8_t *r) {
	static const int plain[8] = { 2, 4, 6, 8, 8, 12, 16, 24 }, threePhase[8] = { 4, 8, 12, 16, 24, 32, 40, 48 };
	int code = r[0x0d] & 7;
	return r[0x0d] & 8 ? threePhase[code] : plain[code];
}

/* FC0012, FC0013: oscillator = 14.4 MHz * (8 * PM + AM + XIN / 32768), divided as the bits of registers 5 and 6 (and 0x11) say */
static double fc001x_divider(libusb_device *d) {
	const uint8_t *r = d->chip; int high = r[5] & 0xf8, second = r[6] & 2;
	static const struct { int code, tuner, odd, even; } table[] = {
		{ 0x80, T_FC0012, 96, 64 }, { 0x40, T_FC0012, 48, 32 }, { 0x20, T_FC0012, 24, 16 }, { 0x10, T_FC0012, 12, 8 }, { 0x08, T_FC0012, 6, 4 },
		{ 0x80, T_FC0013, 96, 32 }, { 0x00, T_FC0013, 64, 64 }, { 0x40, T_FC0013, 48, 16 }, { 0x20, T_FC0013, 24, 8 }, { 0x10, T_FC0013, 12, 4 }, { 0x08, T_FC0013, 6, 2 } };
	for (unsigned i = 0; i < sizeof table / sizeof *table; i++) if (table[i].tuner == d->tuner && table[i].code == high) return second ? table[i].even : table[i].odd;
	return 1;
}
static double fc001x_vco(const uint8_t *r) { return XTAL / 2 * (8 * r[2] + r[1] + (int16_t)(r[3] << 8 | r[4]) / 32768.0); }
/* Tuning voltage, 0 to 63: falls over the range of the oscillator that bit 3 of register 6 selects. */
static int fc001x_voltage(const uint8_t *r) {
	double shift = atof(env("FAKEUSB_VCO_SHIFT", "0")) * 1e6, low = ((r[6] & 8) ? 2.95e9 : 1.89e9) + shift, high = ((r[6] & 8) ? 3.9e9 : 3.15e9) + shift;
	double v = 63 * (high - fc001x_vco(r)) / (high - low);
	return nolock ? ((r[6] & 8) ? 63 : 0) : v < 0 ? 0 : v > 63 ? 63 : (int)v;
}

/* FC2580: oscillator = 2 * 16.384 MHz / R * (N + K / 2^20) */
static double fc2580_vco(const uint8_t *r) {
	int divider = (r[0x18] & 0x30) == 0x20 ? 4 : (r[0x18] & 0x30) == 0x10 ? 2 : 1;
	return 2 * 16.384e6 / divider * (r[0x1c] + ((r[0x18] & 15) << 16 | r[0x1a] << 8 | r[0x1b]) / 1048576.0);
}
static double fc2580_divider(const uint8_t *r) { return (r[2] & 0xc0) == 0x80 ? 12 : (r[2] & 0xc0) == 0x40 ? 2 : 4; }

static double more_lo(libusb_device *d) {
	const uint8_t *r = d->chip;
	if (d->tuner == T_E4000) return e4000_vco(r) / e4000_divider(r);
	if (d->tuner == T_FC2580) return fc2580_vco(r) / fc2580_divider(r);
	return fc001x_vco(r) / fc001x_divider(d);
}

/* FC2580 and FC0012 answer only after a pulse on GPIO 4, which holds them in reset. */
static void more_gpio(libusb_device *d) {
	int high = (d->sys[1] & d->sys[3] & 0x10) != 0;
	if (d->resethigh && !high) d->awake = 1;
	d->resethigh = high;
}
static int more_answers(libusb_device *d, int address) {
	switch (d->tuner) {
	case T_E4000: return address == 0xc8;
	case T_FC0013: return address == 0xc6;
	case T_FC0012: return address == 0xc6 && d->awake;
	case T_FC2580: return address == 0xac && d->awake;
	}
	return 0;
}
static int more_read(libusb_device *d, int r) {
	int v = d->chip[r];
	if (d->tuner == T_E4000 && r == 0x02) return 0x40;
	if (d->tuner == T_E4000 && r == 0x07) { double f = e4000_vco(d->chip); return (v & ~1) | (!nolock && f >= 2.49e9 && f <= 4.401e9); }
	if (d->tuner == T_FC0012 && r == 0x00) return 0xa1;
	if (d->tuner == T_FC0013 && r == 0x00) return 0xa3;
	if ((d->tuner == T_FC0012 || d->tuner == T_FC0013) && r == 0x0e) return (v & 0xc0) | fc001x_voltage(d->chip);
	if (d->tuner == T_FC2580 && r == 0x01) return 0x56;
	if (d->tuner == T_FC2580 && r == 0x2f) return (int)strtol(env("FAKEUSB_FILTERCAL", "c5"), NULL, 16);
	return v;
}
static int more_i2c(libusb_device *d, int in, uint8_t *data, int len) {
	if (in) { for (int i = 0; i < len; i++) data[i] = more_read(d, d->chipptr++); return len; }
	if (len) d->chipptr = data[0];
	for (int i = 1; i < len; i++) d->chip[d->chipptr++] = data[i];
	if (len > 1) write_state(d, "tuner");
	return len;
}
