#!/usr/bin/env python3
"""Makes the vectors that vectors_test.cpp replays, with the specification's executable model of the canonical ABI.

    make_vectors.py DEFINITIONS_PY FOLDER [--seed N] [--types N] [--values N]

DEFINITIONS_PY is design/mvp/canonical-abi/definitions.py of the Component Model's repository. Writes types.wit, whose
function ofN takes and gives a value of type N, and vectors.txt. The same seed gives the same files. A line of vectors.txt
is one of these, with fields between tabs:

    type N size align flat size64 align64 flat64 lift-params lift-results lower-params lower-results
        Core types are i (i32), I (i64), f (f32), F (f64); - is none. A flattening ends with + where it is longer
        than 16.
    lower N direction encoding sources value flat calls memory
        What lowering a value does. Direction: `params` (into a callee) or `result` (to a caller, whose memory is at
        RESULT). Sources: how each string was encoded, in order: 8 (UTF-8), 6 (UTF-16), l (Latin-1), t (UTF-16 with
        the tag of latin1+utf16). Calls: old-pointer,old-size,align,new-size for each reallocation. Memory: address:hex
        for each stretch that is not zero.
    lift N direction encoding changes value
        What lifting gives after changes of the line above, hexadecimal: address=byte in memory, slot#value among
        the flat values.
        `trap` where it traps.
"""

import argparse
import importlib.util
import math
import random
import re
import struct
import sys

MEMORY_SIZE = 1 << 16
FIRST = 64  # where realloc begins
RESULT = 1 << 15
LONGEST = 1600  # a line
KEYS = ['BoolType', 'S8Type', 'U8Type', 'S16Type', 'U16Type', 'S32Type', 'U32Type', 'S64Type', 'U64Type', 'CharType',
        'StringType']
KINDS = ['list', 'list', 'bytes', 'fixed', 'record', 'record', 'tuple', 'variant', 'variant', 'enum', 'flags', 'option',
         'result', 'map', 'map']
NUMBERS = KEYS[:-1] + ['F32Type', 'F64Type']
WIT = {'BoolType': 'bool', 'CharType': 'char', 'StringType': 'string'}
CORE = {'i32': 'i', 'i64': 'I', 'f32': 'f', 'f64': 'F'}
WORDS = ['', 'a', 'hello', 'naïve café', 'ÿÿÿ', 'λόγος', '日本語', 'a🦆b', '🦆🦆', '\U0010ffff', '\ud7ff\ue000',
         '"quoted"\\\n', '\0x', 'é🦆é']


def load_model(path):
    spec = importlib.util.spec_from_file_location('definitions', path)
    model = importlib.util.module_from_spec(spec)
    sys.modules['definitions'] = model
    spec.loader.exec_module(model)
    model.DETERMINISTIC_PROFILE = True
    return model


class Types:
    """Random types: of the model, and spelled in WIT with the declarations they need."""

    def __init__(self, model, rng):
        self.model, self.rng = model, rng
        self.declarations = []
        self.spelled = {}  # by id() of the model's type, which `kept` keeps alive
        self.kept = []

    def make(self, depth):
        t, text = self.choose(depth)
        self.spelled[id(t)] = text
        self.kept.append(t)
        return t

    def wit(self, t):
        return self.spelled[id(t)]

    def primitive(self, names):
        name = self.rng.choice(names)
        return getattr(self.model, name)(), WIT.get(name, name[:-4].lower())

    def declare(self, what, members):
        name = f'{what[0]}{len(self.declarations)}x'
        self.declarations.append(f'  {what} {name} {{ {", ".join(members)} }}')
        return name

    def choose(self, depth):
        m, rng = self.model, self.rng
        if depth == 0 or rng.random() < 0.15:
            return self.primitive(NUMBERS + ['StringType'] * 4)
        kind = rng.choice(KINDS)
        child = lambda: self.make(depth - 1)
        maybe = lambda: child() if rng.random() < 0.7 else None
        if kind == 'list':
            t = child()
            return m.ListType(t), f'list<{self.wit(t)}>'
        if kind == 'bytes':
            length = rng.choice([None, None, 1, 3, 17, 40])
            return m.ListType(m.U8Type(), length), f'list<u8, {length}>' if length else 'list<u8>'
        if kind == 'fixed':
            t, length = child(), rng.choice([1, 2, 3, 3, 5, 18])
            return m.ListType(t, length), f'list<{self.wit(t)}, {length}>'
        if kind == 'tuple':
            ts = [child() for _ in range(rng.choice([1, 2, 2, 3, 4, 9]))]
            return m.TupleType(ts), f'tuple<{", ".join(map(self.wit, ts))}>'
        if kind == 'record':
            fields = [m.FieldType(f'f{i}', child()) for i in range(rng.choice([1, 2, 3, 3, 4, 6, 18]))]
            return m.RecordType(fields), self.declare('record', [f'{f.label}: {self.wit(f.t)}' for f in fields])
        if kind == 'variant':
            count = rng.choice([1, 2, 3, 3, 4, 5, 5, 257])
            cases = [m.CaseType(f'c{i}', maybe() if i < 5 else None) for i in range(count)]
            return m.VariantType(cases), self.declare(
                'variant', [c.label + (f'({self.wit(c.t)})' if c.t else '') for c in cases])
        if kind == 'enum':
            labels = [f'e{i}' for i in range(rng.choice([1, 2, 3, 256, 257]))]
            return m.EnumType(labels), self.declare('enum', labels)
        if kind == 'flags':
            labels = [f'b{i}' for i in range(rng.choice([1, 7, 8, 9, 16, 17, 31, 32]))]
            return m.FlagsType(labels), self.declare('flags', labels)
        if kind == 'option':
            t = child()
            return m.OptionType(t), f'option<{self.wit(t)}>'
        if kind == 'result':
            ok, error = maybe(), maybe()
            inner = f'<{self.wit(ok) if ok else "_"}{", " + self.wit(error) if error else ""}>' if ok or error else ''
            return m.ResultType(ok, error), 'result' + inner
        key, key_text = self.primitive(KEYS + ['StringType'] * 3)
        value = child()
        return m.MapType(key, value), f'map<{key_text}, {self.wit(value)}>'


class Values:
    """Random values of the model. Strings are made for one encoding of a source, or for the host."""

    def __init__(self, model, rng, source):
        self.model, self.rng, self.source = model, rng, source
        self.sources = ''

    def string(self):
        text = ''.join(self.rng.choice(WORDS) for _ in range(self.rng.choice([1, 1, 2])))
        if self.source == 'utf8':
            self.sources += '8'
            return (text, 'utf8', len(text.encode('utf-8')))
        units = len(text.encode('utf-16-le')) // 2
        if self.source == 'utf16':
            self.sources += '6'
            return (text, 'utf16', units)
        if all(ord(c) < 256 for c in text) and self.rng.random() < 0.6:
            self.sources += 'l'
            return (text, 'latin1+utf16', len(text))
        self.sources += 't'
        return (text, 'latin1+utf16', units | self.model.utf16_tag('i32'))

    def integer(self, bits, signed):
        low, high = (-(1 << (bits - 1)), (1 << (bits - 1)) - 1) if signed else (0, (1 << bits) - 1)
        return self.rng.choice([low, high, 0, 1, self.rng.randint(low, high), self.rng.randint(low, high)])

    def float(self, bits):
        special = [0.0, -0.0, 1.5, -2.25, math.inf, -math.inf, math.nan]
        if self.rng.random() < 0.6:
            return self.rng.choice(special)
        code = ('<f', '<I') if bits == 32 else ('<d', '<Q')
        return struct.unpack(code[0], struct.pack(code[1], self.rng.getrandbits(bits)))[0]

    def make(self, t):
        m, rng = self.model, self.rng
        some = lambda: range(rng.choice([0, 1, 1, 2, 3]))
        match t:
            case m.BoolType(): return rng.random() < 0.5
            case m.F32Type(): return self.float(32)
            case m.F64Type(): return self.float(64)
            case m.CharType(): return rng.choice(['a', '\0', "'", 'é', '日', '🦆', '\ud7ff', '\ue000', '\U0010ffff'])
            case m.StringType(): return self.string()
            case m.PrimValType():
                name = type(t).__name__
                return self.integer(int(name[1:-4]), name[0] == 'S')
            case m.ListType(element, length): return [self.make(element) for _ in (range(length) if length else some())]
            case m.RecordType(fields): return {f.label: self.make(f.t) for f in fields}
            case m.TupleType(ts): return {str(i): self.make(u) for i, u in enumerate(ts)}
            case m.VariantType(cases):
                c = rng.choice(cases[:5] + cases[-1:])
                return {c.label: self.make(c.t) if c.t else None}
            case m.EnumType(labels): return {rng.choice([labels[0], labels[-1], rng.choice(labels)]): None}
            case m.OptionType(u): return {'some': self.make(u)} if rng.random() < 0.6 else {'none': None}
            case m.ResultType(ok, error):
                if rng.random() < 0.5:
                    return {'ok': self.make(ok) if ok else None}
                return {'error': self.make(error) if error else None}
            case m.MapType(k, v): return [{'0': self.make(k), '1': self.make(v)} for _ in some()]
            case m.FlagsType(labels): return {l: rng.random() < 0.5 for l in labels}


def quoted(text, mark):
    escape = lambda c: c if ' ' <= c <= '~' and c not in '\\"\'' else f'\\u{{{ord(c):x}}}'
    return mark + ''.join(map(escape, text)) + mark


def wave(m, v, t):
    """A value as text."""
    match t:
        case m.BoolType(): return 'true' if v else 'false'
        case m.F32Type() | m.F64Type(): return repr(v)
        case m.CharType(): return quoted(v, "'")
        case m.StringType(): return quoted(v[0], '"')
        case m.PrimValType(): return str(v)
        case m.ListType(u, _): return '[' + ', '.join(wave(m, x, u) for x in v) + ']'
        case m.RecordType(fields): return '{' + ', '.join(f'{f.label}: {wave(m, v[f.label], f.t)}' for f in fields) + '}'
        case m.TupleType(ts): return '(' + ', '.join(wave(m, v[str(i)], u) for i, u in enumerate(ts)) + ')'
        case m.MapType(k, u):
            return '{' + (', '.join(f'{wave(m, e["0"], k)}: {wave(m, e["1"], u)}' for e in v) or ':') + '}'
        case m.FlagsType(labels): return '{' + ', '.join(l for l in labels if v[l]) + '}'
    [(label, payload)] = v.items()
    match t:
        case m.VariantType(cases): u = next(c.t for c in cases if c.label == label)
        case m.EnumType(_): u = None
        case m.OptionType(some): u = some if label == 'some' else None
        case m.ResultType(ok, error): u = ok if label == 'ok' else error
    name = 'err' if label == 'error' else label
    return f'{name}({wave(m, payload, u)})' if u else name


def bump_context(model, encoding):
    """A context whose realloc is a bump allocator; `calls` are the arguments it was called with."""
    memory = model.MemInst(bytearray(MEMORY_SIZE), 'i32')
    cx = model.LiftLowerContext(model.LiftLowerOptions(encoding, memory, None), None)
    cx.next, cx.calls = FIRST, []

    def reallocate(old, old_size, align, size):
        cx.calls.append((old, old_size, align, size))
        pointer = model.align_to(cx.next, align)
        if pointer + size > RESULT:
            raise MemoryError
        cx.next = pointer + size
        kept = min(old_size, size)
        memory.bytes[pointer:pointer + kept] = memory.bytes[old:old + kept]
        return pointer

    cx.reallocate = reallocate
    return cx


def core(types):
    return ''.join(CORE[t] for t in types) or '-'


def flattening(types):
    return core(types[:16]) + '+' if len(types) > 16 else core(types)


def to_bits(model, value, core_type):
    if core_type == 'f32': return model.core_i32_reinterpret_f32(value)
    if core_type == 'f64': return model.core_i64_reinterpret_f64(value)
    return value


def from_bits(model, bits, core_type):
    if core_type == 'f32': return model.core_f32_reinterpret_i32(bits)
    if core_type == 'f64': return model.core_f64_reinterpret_i64(bits)
    return bits


def stretches(memory):
    """What is not zero, as (address, bytes); short gaps belong to a stretch."""
    return [(m.start(), m.group()) for m in re.finditer(rb'[^\0](?:.{0,7}?[^\0])*', bytes(memory), re.DOTALL)]


def type_line(model, number, t):
    fields = [str(number)]
    for pointer in ('i32', 'i64'):
        opts = model.LiftLowerOptions('utf8', model.MemInst(bytearray(), pointer), None)
        fields += [str(model.elem_size(t, pointer)), str(model.alignment(t, pointer))]
        fields.append(flattening(model.flatten_type(t, opts)))
    opts = model.CanonicalOptions(memory=model.MemInst(bytearray(), 'i32'))
    function = model.FuncType([('x', t)], [t])
    for direction in ('lift', 'lower'):
        flat = model.flatten_functype(opts, function, direction)
        fields += [core(flat.params), core(flat.results)]
    return '\t'.join(['type'] + fields)


class Case:
    """A value lowered by the model, and what lifting gives after damage."""

    def __init__(self, model, rng, number, t):
        self.model, self.rng, self.number, self.t = model, rng, number, t
        self.direction = rng.choice(['params', 'params', 'result'])
        self.encoding = rng.choice(['utf8', 'utf16', 'latin1+utf16'])
        values = Values(model, rng, rng.choice(['utf8', 'utf8', 'utf16', 'latin1+utf16']))
        self.value = values.make(t)
        self.sources = values.sources
        self.cx = bump_context(model, self.encoding)
        flat_types = model.flatten_type(t, self.cx.opts)
        limit = model.MAX_FLAT_PARAMS if self.direction == 'params' else model.MAX_FLAT_RESULTS
        self.in_memory = len(flat_types) > limit
        self.flat_types = ['i32'] if self.in_memory else flat_types
        out = model.CoreValueIter([RESULT]) if self.direction == 'result' else None
        flat = model.lower_flat_values(self.cx, limit, [self.value], [t], out)
        if self.in_memory and self.direction == 'result': flat = [RESULT]
        self.flat = [to_bits(model, v, c) for v, c in zip(flat, self.flat_types)]
        self.limit = limit

    def lower_line(self):
        calls = ' '.join(','.join(map(str, c)) for c in self.cx.calls) or '-'
        memory = ' '.join(f'{at:x}:{data.hex()}' for at, data in stretches(self.cx.opts.memory.bytes)) or '-'
        flat = ' '.join(f'{bits:x}' for bits in self.flat)
        value = wave(self.model, self.value, self.t)
        head = ['lower', str(self.number), self.direction, self.encoding, self.sources or '-']
        return '\t'.join(head + [value, flat, calls, memory])

    def lift_line(self):
        model, rng = self.model, self.rng
        memory = model.MemInst(bytearray(self.cx.opts.memory.bytes), 'i32')
        cx = model.LiftLowerContext(model.LiftLowerOptions(self.encoding, memory, None), None)
        flat, changes = list(self.flat), []
        for _ in range(rng.choice([1, 1, 2, 4])):
            places = [at + i for at, data in stretches(memory.bytes) for i in range(len(data))]
            if places and (rng.random() < 0.7 or self.in_memory):
                at = rng.choice(places)
                memory.bytes[at] = rng.choice([0, 1, 2, 3, 0x7f, 0x80, 0xd8, 0xff, rng.getrandbits(8)])
                changes.append(f'{at:x}={memory.bytes[at]:02x}')
            else:
                slot = rng.randrange(len(flat))
                width = 64 if self.flat_types[slot] in ('i64', 'f64') else 32
                flipped = flat[slot] ^ (1 << rng.randrange(width))
                flat[slot] = rng.choice([0, 1, 2, 0xd800, flipped, rng.getrandbits(width), (1 << width) - 1])
                changes.append(f'{slot:x}#{flat[slot]:x}')
        values = model.CoreValueIter([from_bits(model, b, c) for b, c in zip(flat, self.flat_types)])
        try:
            [value] = model.lift_flat_values(cx, self.limit, values, [self.t])
            found = wave(model, value, self.t)
        except model.Trap:
            found = 'trap'
        return '\t'.join(['lift', str(self.number), self.direction, self.encoding, ' '.join(changes), found])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('definitions')
    parser.add_argument('folder')
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--types', type=int, default=900)
    parser.add_argument('--values', type=int, default=5, help='per type')
    arguments = parser.parse_args()
    model = load_model(arguments.definitions)
    rng = random.Random(arguments.seed)
    types = Types(model, rng)
    lines, functions = [], []
    while len(functions) < arguments.types:
        t = types.make(rng.choice([0, 1, 2, 2, 3, 3]))
        if model.elem_size(t, 'i64') > 600: continue
        number = len(functions)
        functions.append(f'  of{number}: func(x: {types.wit(t)}) -> {types.wit(t)};')
        lines.append(type_line(model, number, t))
        for _ in range(arguments.values):
            try:
                case = Case(model, rng, number, t)
            except MemoryError:
                continue
            pair = [case.lower_line(), case.lift_line()]
            if max(map(len, pair)) <= LONGEST: lines += pair
    with open(f'{arguments.folder}/types.wit', 'w', encoding='utf-8') as out:
        out.write('package vectors:types;\n\ninterface types {\n' + '\n'.join(types.declarations + functions) + '\n}\n')
    with open(f'{arguments.folder}/vectors.txt', 'w', encoding='utf-8') as out:
        out.write('\n'.join(lines) + '\n')


main()
