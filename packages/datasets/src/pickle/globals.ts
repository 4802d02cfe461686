import { asText, dtypeOf, fillArray, scalarOf, setByteOrder, shapeOf } from './numpy.ts'
import { Dtype, Global, GrowingArray, OVERHEAD, type Part, type Spend } from './parts.ts'
import { rebuildTensor, storageTypes } from './torch.ts'
import { latin1, type PickleKey, refused } from './values.ts'

type Call = (args: readonly Part[], spend: Spend) => Part

export function keyOf(part: Part): PickleKey {
  if (part instanceof Uint8Array && part.length < 65536) return latin1(part)
  if (part === null || typeof part !== 'object') return part
  throw refused('a dictionary with keys that are neither texts nor numbers')
}

function encode([text, encoding]: readonly Part[], spend: Spend): Uint8Array {
  if (typeof text !== 'string' || encoding !== 'latin1')
    throw refused('a text encoded otherwise than in latin1')
  spend(text.length)
  return Uint8Array.from(text, character => {
    const code = character.codePointAt(0) ?? 0
    if (code > 0xff) throw refused('a text that latin1 does not hold')
    return code
  })
}

function orderedDict([pairs = []]: readonly Part[], spend: Spend): Map<PickleKey, Part> {
  if (!Array.isArray(pairs)) throw refused('an OrderedDict that is none')
  spend(OVERHEAD * pairs.length)
  return new Map(
    pairs.map(pair => {
      if (!Array.isArray(pair) || pair.length !== 2) throw refused('an OrderedDict that is none')
      const [key, value] = pair as [Part, Part]
      return [keyOf(key), value]
    }),
  )
}

function fromBuffer([bytes, dtype, shape, order]: readonly Part[], spend: Spend): GrowingArray {
  const array = new GrowingArray()
  if (bytes instanceof Uint8Array) spend(bytes.length)
  fillArray(array, shapeOf(shape), dtype, asText(order, "an array's order") === 'F', bytes)
  return array
}

function emptyBytes(args: readonly Part[]): Uint8Array {
  if (args.length > 0) throw refused('bytes made of something')
  return new Uint8Array(0)
}

const isNdarray = (part: Part | undefined): boolean => part instanceof Global && part.name === 'numpy.ndarray'

function reconstruct([type]: readonly Part[]): GrowingArray {
  if (!isNdarray(type)) throw refused('an array of a class of its own')
  return new GrowingArray()
}

const uncalled: Call = () => {
  throw refused('a class called like a function')
}

/** NumPy 2 has renamed its inner modules. */
const inNumpy = (name: string, call: Call): [string, Call][] => [
  [`numpy.core.${name}`, call],
  [`numpy._core.${name}`, call],
]

/** All that a pickle may refer to, and what it makes: data, each by code of ours. Nothing else is known. */
function knownCalls(): ReadonlyMap<string, Call> {
  return new Map<string, Call>([
    ...inNumpy('multiarray._reconstruct', reconstruct),
    ...inNumpy('multiarray.scalar', ([dtype, bytes]) => scalarOf(dtype, bytes)),
    ...inNumpy('numeric._frombuffer', fromBuffer),
    ['numpy.ndarray', uncalled],
    ['numpy.dtype', dtypeOf],
    ['collections.OrderedDict', orderedDict],
    ['_codecs.encode', encode],
    ['__builtin__.bytes', emptyBytes],
    ['builtins.bytes', emptyBytes],
    ['torch._utils._rebuild_tensor_v2', rebuildTensor],
    ...Object.keys(storageTypes).map((name): [string, Call] => [name, uncalled]),
  ])
}

const calls = /* @__PURE__ */ knownCalls()

export function globalOf(module: string, name: string): Global {
  const full = `${module}.${name}`
  if (!calls.has(full)) {
    throw refused(
      `it wants ${JSON.stringify(full.slice(0, 200))}, which is not needed for data`,
      'nothing of it was run; a pickle from someone you do not trust can run anything in Python',
    )
  }
  return new Global(full)
}

/** What a call makes. */
export function reduce(callable: Part | undefined, args: Part | undefined, spend: Spend): Part {
  if (!(callable instanceof Global) || !Array.isArray(args)) throw refused('a call of what is no function')
  return (calls.get(callable.name) ?? uncalled)(args, spend)
}

/** Gives an object its state. */
export function build(object: Part | undefined, state: Part, spend: Spend): void {
  if (object instanceof Dtype) setByteOrder(object, state)
  else if (object instanceof GrowingArray && !object.filled && Array.isArray(state) && state.length === 5) {
    const [, shape, dtype, firstFastest, bytes] = state
    if (bytes instanceof Uint8Array) spend(bytes.length)
    fillArray(object, shapeOf(shape), dtype, firstFastest === true, bytes)
  } else throw refused('a state for what has none')
}
