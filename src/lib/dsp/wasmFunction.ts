import { schedule, type Step, type Unit } from './schedule.ts';
import { signed, sized, unsigned } from './wasmBytes.ts';

/** Value types and their codes in the binary format. */
export const wasmTypes = { i32: 0x7f, f64: 0x7c, v128: 0x7b } as const;
export type WasmType = keyof typeof wasmTypes;

/** A local variable or parameter of a function under construction. */
export interface Local<Type extends WasmType> {
  readonly index: number;
  readonly type: Type;
}
/** A byte address in the module's memory, or any other 32-bit integer. */
export type Address = Local<'i32'>;
/** Four single-precision lanes (or whatever the instructions take the 128 bits for). */
export type Vector = Local<'v128'>;

/** Two-operand vector instructions, all of the form v128, v128 -> v128. */
const binary = {
  and: 78,
  xor: 81,
  andnot: 79,
  or: 80,
  'f32x4.lt': 67,
  'f32x4.add': 228,
  'f32x4.sub': 229,
  'f32x4.mul': 230,
  'f32x4.pmin': 234,
  'f32x4.pmax': 235,
  'f64x2.add': 240,
  'f64x2.mul': 242,
  'i16x8.add': 142,
  'i16x8.sub': 145
} as const;
/** One-operand vector instructions. */
const unary = {
  'f32x4.abs': 224,
  'f32x4.convert_i32x4_s': 250,
  'f32x4.demote_f64x2_zero': 94,
  'f64x2.promote_low_f32x4': 95,
  'i16x8.extend_low_i8x16_s': 135,
  'i16x8.extend_low_i8x16_u': 137,
  'i32x4.extend_low_i16x8_s': 167
} as const;
/** Shifts of four 32-bit lanes by a constant. */
const shifts = { 'i32x4.shl': 171, 'i32x4.shr_s': 172, 'i32x4.shr_u': 173 } as const;
/** Loads into a vector: plain, widening, and one that leaves the other lanes zero. */
const loads = { load: 0, load8x8_s: 1, load8x8_u: 2, load16x4_s: 3, load32_zero: 92, load64_zero: 93 } as const;

/** Three-operand vector instructions of relaxed SIMD, a * b + c and c - a * b: the engine may round once or twice. */
const relaxed = { madd: 261, nmadd: 262 } as const;

const simd = 0xfd;
const localGet = 0x20;
const localSet = 0x21;
const i32Const = 0x41;
const i32Add = 0x6a;
const i32Sub = 0x6b;
const i32And = 0x71;

/**
 * One function of a module, written as straight-line code over locals: every instruction puts its result into a local of its own, and
 * the engine's compiler finds the registers.
 */
export class WasmFunction {
  readonly index: number;
  readonly parameters: readonly WasmType[];
  readonly #fused: boolean;
  readonly #locals: WasmType[] = [];
  readonly #code: number[] = [];
  /** The instructions that are being gathered by `inBestOrder`, and the code of the one under way; null outside. */
  #steps: Step[] | null = null;
  #step: number[] | null = null;

  /** @param fused `addProduct` and `subProduct` may round once instead of twice, by relaxed SIMD. */
  constructor(index: number, parameters: readonly WasmType[], fused: boolean) {
    this.index = index;
    this.parameters = parameters;
    this.#fused = fused;
  }

  /** Parameter `index`, which must be of type `type`. */
  parameter<Type extends WasmType>(index: number, type: Type): Local<Type> {
    if (this.parameters[index] !== type)
      throw new RangeError(`Parameter ${index} is ${this.parameters[index]}, not ${type}`);
    return { index, type };
  }

  local<Type extends WasmType>(type: Type): Local<Type> {
    this.#locals.push(type);
    return { index: this.parameters.length + this.#locals.length - 1, type };
  }

  // Integers

  /** A new local that holds `base + offset`; without a base, `offset` itself. */
  address(base: Address | null, offset: number): Address {
    const into = this.local('i32');
    if (base !== null) this.#get(base);
    this.#push(i32Const, ...signed(offset));
    if (base !== null) this.#push(i32Add);
    this.#set(into);
    return into;
  }

  /** A new local that holds (base + offset) modulo `size`, a power of two; never negative. */
  wrapped(base: Address, offset: number, size: number): Address {
    const into = this.address(base, offset);
    this.#get(into);
    this.#push(i32Const, ...signed(size - 1), i32And);
    this.#set(into);
    return into;
  }

  /** target += step, a constant or a local. */
  advance(target: Address, step: number | Address): void {
    this.#get(target);
    this.#integer(step);
    this.#push(i32Add);
    this.#set(target);
  }

  /** The 32-bit integer at `base + offset`. */
  loadInteger(base: Address, offset: number): Address {
    const into = this.local('i32');
    this.#get(base);
    this.#push(0x28, 0, ...unsigned(offset));
    this.#set(into);
    return into;
  }

  // Control

  /** Runs `body` as often as `count` says, at least once. A count in a local is counted down to 0. */
  repeat(count: number | Address, body: () => void): void {
    const left = typeof count === 'number' ? this.address(null, count) : count;
    this.#push(0x03, 0x40);
    body();
    this.#get(left);
    this.#push(i32Const, 1, i32Sub, 0x22, ...unsigned(left.index), 0x0d, 0, 0x0b);
  }

  call(target: WasmFunction, ...values: readonly (number | Address)[]): void {
    if (values.length !== target.parameters.length)
      throw new RangeError(`A call with ${values.length} values of ${target.parameters.length}`);
    for (const value of values) this.#integer(value);
    this.#push(0x10, ...unsigned(target.index));
  }

  /**
   * Emits what `body` emits, vector instructions only, in the order in which processors do them fastest: schedule.ts. Loads and stores through
   * different addresses must not overlap, nor those through the same address unless their offsets are equal.
   */
  inBestOrder(body: () => void): void {
    const steps: Step[] = [];
    this.#steps = steps;
    body();
    this.#steps = null;
    for (const { code } of schedule(steps)) this.#push(...code);
  }

  // Vectors

  /** Four equal lanes. Kept in a local set where it is asked for: ask before the loop. */
  floats(value: number): Vector {
    return this.#constant(new Uint8Array(new Float32Array(4).fill(value).buffer));
  }

  integers(value: number): Vector {
    return this.#constant(new Uint8Array(new Int32Array(4).fill(value).buffer));
  }

  #constant(bytes: Uint8Array): Vector {
    return this.#result('other', [], () => this.#push(simd, 12, ...bytes));
  }

  /** Two equal double-precision lanes from a scalar. */
  splatDouble(value: Local<'f64'>): Vector {
    return this.#result('other', [], () => {
      this.#get(value);
      this.#push(simd, 20);
    });
  }

  load(base: Address, offset: number, how: keyof typeof loads = 'load'): Vector {
    const emit = (): void => {
      this.#get(base);
      this.#push(simd, ...unsigned(loads[how]), 0, ...unsigned(offset));
    };
    return this.#result('load', [], emit, placeOf(base, offset));
  }

  store(base: Address, offset: number, value: Vector): void {
    const emit = (): void => {
      this.#get(base);
      this.#get(value);
      this.#push(simd, 11, 0, ...unsigned(offset));
    };
    this.#instruction('store', [value], null, placeOf(base, offset), emit);
  }

  binary(instruction: keyof typeof binary, a: Vector, b: Vector): Vector {
    return this.#result(unitOf(instruction), [a, b], () => {
      this.#get(a);
      this.#get(b);
      this.#push(simd, ...unsigned(binary[instruction]));
    });
  }

  unary(instruction: keyof typeof unary, a: Vector): Vector {
    return this.#result('other', [a], () => {
      this.#get(a);
      this.#push(simd, ...unsigned(unary[instruction]));
    });
  }

  shift(instruction: keyof typeof shifts, a: Vector, bits: number): Vector {
    return this.#result('other', [a], () => {
      this.#get(a);
      this.#push(i32Const, ...signed(bits), simd, ...unsigned(shifts[instruction]));
    });
  }

  add(a: Vector, b: Vector): Vector {
    return this.binary('f32x4.add', a, b);
  }

  sub(a: Vector, b: Vector): Vector {
    return this.binary('f32x4.sub', a, b);
  }

  mul(a: Vector, b: Vector): Vector {
    return this.binary('f32x4.mul', a, b);
  }

  /** sum + a * b */
  addProduct(sum: Vector, a: Vector, b: Vector): Vector {
    return this.#fused ? this.#multiplyAdd(relaxed.madd, a, b, sum) : this.add(sum, this.mul(a, b));
  }

  /** sum - a * b */
  subProduct(sum: Vector, a: Vector, b: Vector): Vector {
    return this.#fused ? this.#multiplyAdd(relaxed.nmadd, a, b, sum) : this.sub(sum, this.mul(a, b));
  }

  #multiplyAdd(instruction: number, a: Vector, b: Vector, sum: Vector): Vector {
    return this.#result('multiply', [a, b, sum], () => {
      this.#get(a);
      this.#get(b);
      this.#get(sum);
      this.#push(simd, ...unsigned(instruction));
    });
  }

  /** Four 32-bit lanes picked from a (0..3) and b (4..7). */
  shuffle(a: Vector, b: Vector, lanes: readonly [number, number, number, number]): Vector {
    return this.shuffleBytes(
      a,
      b,
      lanes.flatMap((lane) => [4 * lane, 4 * lane + 1, 4 * lane + 2, 4 * lane + 3])
    );
  }

  /** Sixteen bytes picked from a (0..15) and b (16..31). */
  shuffleBytes(a: Vector, b: Vector, lanes: readonly number[]): Vector {
    return this.#result('other', [a, b], () => {
      this.#get(a);
      this.#get(b);
      this.#push(simd, 13, ...lanes);
    });
  }

  /** The body as the code section wants it: locals, instructions, end. */
  bytes(): number[] {
    const locals = this.#locals.flatMap((type) => [1, wasmTypes[type]]);
    return sized([...unsigned(this.#locals.length), ...locals, ...this.#code, 0x0b]);
  }

  #result(unit: Unit, reads: readonly Vector[], emit: () => void, place: string | null = null): Vector {
    const into = this.local('v128');
    this.#instruction(unit, reads, into, place, () => {
      emit();
      this.#set(into);
    });
    return into;
  }

  /** Emits one vector instruction, or puts it by for `inBestOrder`. */
  #instruction(
    unit: Unit,
    reads: readonly Vector[],
    writes: Vector | null,
    place: string | null,
    emit: () => void
  ): void {
    if (this.#steps === null) {
      emit();
      return;
    }
    const code: number[] = [];
    this.#step = code;
    emit();
    this.#step = null;
    this.#steps.push({ unit, code, reads: reads.map(({ index }) => index), writes: writes?.index ?? null, place });
  }

  #push(...bytes: readonly number[]): void {
    if (this.#steps !== null && this.#step === null)
      throw new RangeError('Only vector instructions can be put in order');
    (this.#step ?? this.#code).push(...bytes);
  }

  #integer(value: number | Address): void {
    if (typeof value === 'number') this.#push(i32Const, ...signed(value));
    else this.#get(value);
  }

  #get(local: Local<WasmType>): void {
    this.#push(localGet, ...unsigned(local.index));
  }

  #set(local: Local<WasmType>): void {
    this.#push(localSet, ...unsigned(local.index));
  }
}

function unitOf(instruction: keyof typeof binary): Unit {
  if (instruction === 'f32x4.mul') return 'multiply';
  return instruction.startsWith('f32x4') ? 'add' : 'other';
}

function placeOf(base: Address, offset: number): string {
  return `${base.index} ${offset}`;
}
