import { untrack } from 'svelte';
import type { RadioMemory, RememberedSource } from './radioMemory.ts';
import type { RadioPort } from './radioPort.ts';
import { sameRadio, type SourceWant, type UsbRadioId } from './radioRequest.ts';
import type { ReceiveLink } from './receiveLink.ts';
import type { Receiver } from './receiver.svelte.ts';

/** The canvases that a receiver draws on; null where nothing can be drawn. */
export interface Canvases {
  readonly spectrum: HTMLCanvasElement;
  readonly waterfall: HTMLCanvasElement;
}

/** One receiver of the page, with its own engine. */
export interface ReceiverSlot {
  readonly id: number;
  readonly receiver: Receiver;
  readonly canvases: Canvases | null;
}

/** As many receivers as one page runs: each has two workers and a history of its own. */
const mostReceivers = 4;

/** The receivers of the page: one of them is in front, all of them receive. */
export class Receivers {
  readonly #make: (link: ReceiveLink) => Omit<ReceiverSlot, 'id'>;
  readonly #plain: ReceiveLink;
  readonly #port: RadioPort;
  readonly #memory: RadioMemory;
  #slots = $state.raw<readonly ReceiverSlot[]>([]);
  #activeId = $state(1);
  #ids = 0;
  #trouble = $state.raw<string | null>(null);
  #choosing = $state(false);
  /** Radios that this tab has used: when they are closed, the next visit does not open them. */
  readonly #used: UsbRadioId[] = [];

  /** @param plain a link that says nothing: what receivers beside the first begin with */
  constructor(
    make: (link: ReceiveLink) => Omit<ReceiverSlot, 'id'>,
    plain: ReceiveLink,
    port: RadioPort,
    memory: RadioMemory
  ) {
    this.#make = make;
    this.#plain = plain;
    this.#port = port;
    this.#memory = memory;
    port.onPlugged(() => void this.#onPlugged());
  }

  get slots(): readonly ReceiverSlot[] {
    return this.#slots;
  }
  get active(): ReceiverSlot {
    const slot = this.#slots.find(({ id }) => id === this.#activeId) ?? this.#slots.at(0);
    if (slot === undefined) throw new Error('There is no receiver yet: start comes first');
    return slot;
  }
  get full(): boolean {
    return this.#slots.length >= mostReceivers;
  }
  /** Whether this browser, at this address, has USB. */
  get usb(): boolean {
    return this.#port.available;
  }
  /** True while the browser asks which radio. */
  get choosing(): boolean {
    return this.#choosing;
  }
  /** Why no radio could be asked for, in words; null when it could. */
  get trouble(): string | null {
    return this.#trouble;
  }

  /**
   * Begins: after a reload with what was open, else with what the link names, else with what this tab had open, else with the radios of the last
   * visit that are plugged in.
   */
  start(link: ReceiveLink, reloaded: boolean): void {
    const { sources, active } = this.#memory.tab;
    const named = sourceOf(link);
    const first = this.#add(link);
    if (sources.length > 0 && (reloaded || named === null)) {
      // The address may say more of the one in front than was noted of it; or it is still that of another one.
      const linked = named?.kind === sources[active].kind ? named : null;
      const slots = sources.map((source, at) => {
        const slot = at === active ? first : this.#add(this.#plain);
        const wanted = at === active && linked !== null ? described(linked, source) : source;
        this.#open(slot, wanted, source.kind === 'usb' ? source.want : {});
        return slot;
      });
      // In the order they had, whichever is in front.
      this.#slots = slots;
    } else if (named !== null) this.#open(first, named);
    else if (this.#memory.radios.some(({ open }) => open)) void this.#resume();
    this.select(first.id);
  }

  /** Keeps what is open in mind, for a reload and for the next visit, for as long as the page lives. */
  keep(): void {
    $effect.root(() => {
      $effect(() => {
        const open = this.#slots.map((slot) => ({ slot, source: rememberedSource(slot.receiver) }));
        const kept = open.filter((one) => one.source !== null);
        const active = kept.findIndex(({ slot }) => slot.id === this.#activeId);
        this.#memory.noteTab({
          active: Math.max(0, active),
          sources: kept.flatMap(({ source }) => source ?? [])
        });
        const inUse = kept.flatMap(({ source }) =>
          source?.kind === 'usb' && source.device !== null ? [{ ...source, device: source.device }] : []
        );
        for (const { device } of inUse) if (!this.#used.some((one) => sameRadio(one, device))) this.#used.push(device);
        this.#memory.note(
          inUse.map(({ device, name, want }) => ({ device, name, want })),
          this.#used.filter((device) => !inUse.some((one) => sameRadio(one.device, device)))
        );
      });
    });
  }

  select(id: number): void {
    if (!this.#slots.some((slot) => slot.id === id)) return;
    for (const slot of this.#slots) slot.receiver.setShown(slot.id === id);
    this.#activeId = id;
    this.#trouble = null;
  }

  /** Another receiver beside those that run, in front and with nothing open. */
  add(): void {
    if (this.full) return;
    this.select(this.#add(this.#plain).id);
  }

  /** Ends a receiver; the last one goes back to the start. */
  async remove(id: number): Promise<void> {
    const at = this.#slots.findIndex((slot) => slot.id === id);
    const slot = this.#slots.at(at);
    if (at < 0 || slot === undefined) return;
    if (this.#slots.length === 1) {
      await slot.receiver.close();
      return;
    }
    this.#slots = this.#slots.filter((one) => one !== slot);
    if (this.#activeId === id) this.select(this.#slots[Math.min(at, this.#slots.length - 1)].id);
    await slot.receiver.dispose();
  }

  /** Lets a person choose a radio, and receives with it: here, or beside another radio that is being received. */
  async connect(): Promise<void> {
    if (this.#choosing) return;
    this.#choosing = true;
    this.#trouble = null;
    try {
      const radio = await this.#port.choose(await this.active.receiver.usbIds());
      if (radio === null) return;
      const open = this.#slots.find(({ receiver }) => holds(receiver, radio.id));
      if (open !== undefined) {
        this.select(open.id);
        // The browser forgot it when it was unplugged, and has been asked again.
        if (open.receiver.stage === 'unplugged') await open.receiver.retry();
        return;
      }
      const { receiver } = this.active;
      if (receiver.request?.kind === 'usb' && ['running', 'paused', 'unplugged'].includes(receiver.stage)) this.add();
      const remembered = this.#memory.find(radio.id);
      const chosen = this.active.receiver;
      await chosen.openUsb({
        device: radio.id,
        name: remembered?.name || radio.name,
        want: remembered?.want ?? {},
        confirmed: hasSerial(radio.id)
      });
      // They stand in the band of controls, too: told once, when it is new here.
      if (remembered === null) for (const notice of chosen.source?.radio?.info.notices ?? []) chosen.notify(notice);
    } catch (error) {
      this.#trouble = error instanceof Error ? error.message : String(error);
    } finally {
      this.#choosing = false;
    }
  }

  #add(link: ReceiveLink): ReceiverSlot {
    const slot = { id: ++this.#ids, ...this.#make(link) };
    this.#slots = [...this.#slots, slot];
    return slot;
  }

  /** @param before how it was set before a reload */
  #open({ receiver }: ReceiverSlot, source: RememberedSource, before?: SourceWant): void {
    if (source.kind === 'sim') void receiver.open(source);
    else {
      const known = source.device === null ? this.#memory.radios.at(0) : this.#memory.find(source.device);
      const device = source.device ?? known?.device ?? null;
      const name = source.name || known?.name || 'USB radio';
      const confirmed = agrees(source.want, before ?? (hasSerial(device) ? known?.want : {}));
      void receiver.openUsb({ ...source, device, name, confirmed });
    }
  }

  /** Opens the radios of the last visit that are here. */
  async #resume(): Promise<void> {
    const wanted = this.#memory.radios.filter(({ open }) => open).slice(0, mostReceivers);
    const here = await this.#port.granted();
    for (const { device, name, want } of wanted) {
      const held = this.#slots.some(({ receiver }) => holds(receiver, device));
      if (held || !here.some(({ id }) => sameRadio(id, device))) continue;
      const idle =
        this.#slots.find(({ receiver }) => receiver.stage === 'idle') ?? (this.full ? null : this.#add(this.#plain));
      if (idle === null) return;
      void idle.receiver.openUsb({ device, name, want, confirmed: hasSerial(device) });
    }
    this.select(this.active.id);
  }

  async #onPlugged(): Promise<void> {
    for (const { receiver } of this.#slots)
      if (receiver.stage === 'failed' && receiver.failure?.code === 'radio.none') await receiver.retry();
    // Nothing is open, and a radio of the last visit comes.
    if (this.#slots.every(({ receiver }) => untrack(() => receiver.stage) === 'idle')) await this.#resume();
  }
}

function holds(receiver: Receiver, device: UsbRadioId): boolean {
  const { request, stage } = receiver;
  if (request?.kind !== 'usb' || request.device === null || stage === 'failed' || stage === 'idle') return false;
  return sameRadio(request.device, device);
}

/** Without a serial it may be another radio than the one whose owner confirmed what has to be confirmed. */
function hasSerial(device: UsbRadioId | null): boolean {
  return (device?.serial ?? '') !== '';
}

/** Whether every setting of a link was in force here already: then nobody has to confirm it again. */
function agrees(linked: SourceWant, known: SourceWant = {}): boolean {
  const text = (value: unknown) => (value === true ? 'on' : value === false ? 'off' : String(value));
  return Object.entries(linked.settings ?? {}).every(([key, value]) => text(known.settings?.[key]) === text(value));
}

function rememberedSource({ request }: Receiver): RememberedSource | null {
  if (request === null || request.kind === 'file') return null;
  if (request.kind === 'sim') return request;
  const { kind, device, name, want } = request;
  return { kind, device, name, want };
}

function sourceOf({ sim, usb }: ReceiveLink): RememberedSource | null {
  if (sim !== null) return { kind: 'sim', ...sim };
  return usb === null ? null : { kind: 'usb', name: '', ...usb };
}

/** What an address says of a source that was noted more fully. */
function described(linked: RememberedSource, noted: RememberedSource): RememberedSource {
  if (linked.kind !== 'usb' || noted.kind !== 'usb') return linked;
  return { ...linked, device: linked.device ?? noted.device, name: noted.name };
}
