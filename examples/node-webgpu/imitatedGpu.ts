import { spawnSync } from 'node:child_process'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import chromium from '@sparticuz/chromium'

// SwiftShader, a GPU in software, comes with this build of Chromium (linux-x64). The Vulkan loader reads the
// environment when a process starts, which is why the example runs in a process of its own.
const folder = dirname(await chromium.executablePath())
const { status } = spawnSync(
  process.execPath,
  [...process.execArgv, fileURLToPath(new URL('nodeWebGpu.ts', import.meta.url))],
  {
    stdio: 'inherit',
    env: {
      ...process.env,
      VK_ICD_FILENAMES: `${folder}/vk_swiftshader_icd.json`,
      LD_LIBRARY_PATH: [folder, process.env.LD_LIBRARY_PATH].filter(Boolean).join(':'),
    },
  },
)
process.exitCode = status ?? 1
