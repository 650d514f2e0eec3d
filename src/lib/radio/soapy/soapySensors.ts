import type { SoapyDevice, SoapyScope } from './soapyDevice.ts';
import type { SoapySensor } from './soapyLink.ts';
import { mostEntries } from './soapyRanges.ts';
import { cleanText } from './soapyText.ts';

/** Reads every sensor of a device and its channel: temperatures, locks, GPS. One that cannot be read says why in its value. */
export function readSoapySensors(device: SoapyDevice): SoapySensor[] {
  const scopes: readonly SoapyScope[] = ['device', 'channel'];
  return scopes.flatMap((scope) =>
    device
      .sensors(scope)
      .slice(0, mostEntries)
      .map((key) => readSensor(device, scope, key))
  );
}

function readSensor(device: SoapyDevice, scope: SoapyScope, key: string): SoapySensor {
  try {
    const { name, units } = device.sensorInfo(scope, key);
    const value = cleanText(device.readSensor(scope, key), 200);
    return { key, scope, name: cleanText(name) || cleanText(key), unit: cleanText(units, 16), value };
  } catch (error) {
    const why = cleanText(error instanceof Error ? error.message : String(error), 200);
    return { key, scope, name: cleanText(key), unit: '', value: `(${why})` };
  }
}
