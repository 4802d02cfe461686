import type { Variant } from './variant.ts'

/** A file from a package registry, with the hash that it must have. */
export interface Wheel {
  /** The project's name in the index. */
  readonly project: string
  readonly version: string
  readonly file: string
  readonly sha256: string
  /** Size of the file in bytes. */
  readonly bytes: number
  /** Size in bytes of what is unpacked from it. */
  readonly unpacked: number
}

export const tensorflowVersion = '2.21.0'
export const tfjsNodeVersion = '4.22.0'

/** The npm package whose C++ sources and kernels are used; its `integrity` as the registry states it. */
export const tfjsNode = {
  spec: `@tensorflow/tfjs-node@${tfjsNodeVersion}`,
  integrity:
    'sha512-uHrXeUlfgkMxTZqHkESSV7zSdKdV0LlsBeblqkuKU9nnfxB1pC6DtoyYVaLxznzZy7WQSegjcohxxCjAf6Dc7w==',
} as const

function tensorflow(
  project: string,
  platform: string,
  bytes: number,
  unpacked: number,
  sha256: string,
): Wheel {
  const file = `${project.replaceAll('-', '_')}-${tensorflowVersion}-cp311-cp311-${platform}.whl`
  return { project, version: tensorflowVersion, file, sha256, bytes, unpacked }
}

function nvidia(
  name: string,
  version: string,
  platform: string,
  bytes: number,
  unpacked: number,
  sha256: string,
): Wheel {
  const project = `nvidia-${name}-cu12`
  const file = `${project.replaceAll('-', '_')}-${version}-py3-none-${platform}.whl`
  return { project, version, file, sha256, bytes, unpacked }
}

/** What TensorFlow 2.21.0 requires for its extra `and-cuda`, in the versions that pip picks for it. */
const cudaWheels: readonly Wheel[] = [
  nvidia(
    'cublas',
    '12.9.3.13',
    'manylinux_2_27_x86_64',
    581_217_458,
    855_064_416,
    'd7d51055f161b317c7105ddaae90e71eda059026074ffef93cf7cde2886bfe72',
  ),
  nvidia(
    'cuda-cupti',
    '12.8.90',
    'manylinux2014_x86_64.manylinux_2_17_x86_64',
    10_248_621,
    41_311_976,
    'ea0cb07ebda26bb9b29ba82cda34849e73c166c18162d3913575b0c9db9a6182',
  ),
  nvidia(
    'cuda-nvcc',
    '12.9.86',
    'manylinux2010_x86_64.manylinux_2_12_x86_64',
    40_546_229,
    97_998_760,
    '5d6a0d32fdc7ea39917c20065614ae93add6f577d840233237ff08e9a38f58f0',
  ),
  nvidia(
    'cuda-nvrtc',
    '12.9.86',
    'manylinux2010_x86_64.manylinux_2_12_x86_64',
    89_568_129,
    227_340_992,
    '210cf05005a447e29214e9ce50851e83fc5f4358df8b453155d5e1918094dcb4',
  ),
  nvidia(
    'cuda-runtime',
    '12.9.79',
    'manylinux2014_x86_64.manylinux_2_17_x86_64',
    3_493_179,
    741_088,
    '25bba2dfb01d48a9b59ca474a1ac43c6ebf7011f1b0b8cc44f54eb6ac48a96c3',
  ),
  nvidia(
    'cudnn',
    '9.28.0.42',
    'manylinux_2_27_x86_64',
    716_538_495,
    1_162_393_472,
    '9ff58b7f36dacd0a93e89f8f2957b52466889217963701daa15e577317cfa375',
  ),
  nvidia(
    'cufft',
    '11.4.1.4',
    'manylinux2014_x86_64.manylinux_2_17_x86_64',
    200_877_592,
    293_609_416,
    'c67884f2a7d276b4b80eb56a79322a95df592ae5e765cf1243693365ccab4e28',
  ),
  nvidia(
    'curand',
    '10.3.10.19',
    'manylinux_2_27_x86_64',
    68_295_626,
    166_965_432,
    '49b274db4780d421bd2ccd362e1415c13887c53c214f0d4b761752b8f9f6aa1e',
  ),
  nvidia(
    'cusolver',
    '11.7.5.82',
    'manylinux_2_27_x86_64',
    338_117_415,
    494_975_064,
    '15da72d1340d29b5b3cf3fd100e3cd53421dde36002eda6ed93811af63c40d88',
  ),
  nvidia(
    'cusparse',
    '12.5.10.65',
    'manylinux2014_x86_64.manylinux_2_17_x86_64',
    366_465_088,
    486_556_368,
    '73060ce019ac064a057267c585bf1fd5a353734151f87472ff02b2c5c9984e78',
  ),
  nvidia(
    'nccl',
    '2.32.3',
    'manylinux_2_27_x86_64',
    351_526_311,
    473_614_536,
    'bb94b2348e4861d5e8aa00b36c3d12d9bdf9c6369b82cbb723de0b582280a21c',
  ),
  nvidia(
    'nvjitlink',
    '12.9.86',
    'manylinux2010_x86_64.manylinux_2_12_x86_64',
    39_748_338,
    95_935_344,
    'e3f1171dbdc83c5932a45f0f4c99180a70de9bd2718c1ab77d14104f6d7147f9',
  ),
]

/** Where the native backend can be built, and from which wheels; the first one holds libtensorflow. */
const wheels: Readonly<Record<string, readonly Wheel[]>> = {
  'linux-x64-cpu': [
    tensorflow(
      'tensorflow-cpu',
      'manylinux_2_27_x86_64',
      273_829_956,
      854_508_936,
      '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
    ),
  ],
  'linux-x64-cuda': [
    tensorflow(
      'tensorflow',
      'manylinux_2_27_x86_64',
      572_440_367,
      1_260_221_080,
      '9056fbc9ba04235810b71ae6cbd958a196e8804fb53bbcffbf3e23b56155f124',
    ),
    ...cudaWheels,
  ],
  'linux-arm64-cpu': [
    tensorflow(
      'tensorflow',
      'manylinux_2_27_aarch64',
      281_828_020,
      884_262_208,
      '4b24aca16d527a3cf1c37f720c04c484c3d20f4d0fdfa98632ac8b9f3be6eb5c',
    ),
  ],
  'darwin-arm64-cpu': [
    tensorflow(
      'tensorflow',
      'macosx_12_0_arm64',
      223_405_849,
      742_005_624,
      '51f46f4806139d01fc7920cc72a4c75876f80649bf40ff083ab6212ceb43ca88',
    ),
  ],
}

/** The wheels for a platform (`linux-x64`, …) and variant, or `undefined` where there are none. */
export function wheelsFor(platform: string, variant: Variant): readonly Wheel[] | undefined {
  return wheels[`${platform}-${variant}`]
}
