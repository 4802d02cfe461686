/** Files that Python's safetensors 0.8.0 wrote, in base64; what they hold stands in safetensors.test.ts. */

/** Every type that Planish reads, with metadata; `safetensors.torch.save`. */
export const EVERY_TYPE = [
  'CAMAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJtYWRlIGJ5Ijoic2FmZXRlbnNvcnMgMC44LjAifSwiYi5pNjQiOnsiZHR5cGUiOiJJ',
  'NjQiLCJzaGFwZSI6WzJdLCJkYXRhX29mZnNldHMiOlswLDE2XX0sImEuZjY0Ijp7ImR0eXBlIjoiRjY0Iiwic2hhcGUiOlsyLDJd',
  'LCJkYXRhX29mZnNldHMiOlsxNiw0OF19LCJkLnNjYWxhciI6eyJkdHlwZSI6IkY2NCIsInNoYXBlIjpbXSwiZGF0YV9vZmZzZXRz',
  'IjpbNDgsNTZdfSwiYS5mMzIiOnsiZHR5cGUiOiJGMzIiLCJzaGFwZSI6WzNdLCJkYXRhX29mZnNldHMiOls1Niw2OF19LCJkLmVt',
  'cHR5Ijp7ImR0eXBlIjoiRjMyIiwic2hhcGUiOlswLDNdLCJkYXRhX29mZnNldHMiOls2OCw2OF19LCJiLmkzMiI6eyJkdHlwZSI6',
  'IkkzMiIsInNoYXBlIjpbMiwxXSwiZGF0YV9vZmZzZXRzIjpbNjgsNzZdfSwiYS5iZjE2Ijp7ImR0eXBlIjoiQkYxNiIsInNoYXBl',
  'IjpbM10sImRhdGFfb2Zmc2V0cyI6Wzc2LDgyXX0sImEuZjE2Ijp7ImR0eXBlIjoiRjE2Iiwic2hhcGUiOls4XSwiZGF0YV9vZmZz',
  'ZXRzIjpbODIsOThdfSwiYi5pMTYiOnsiZHR5cGUiOiJJMTYiLCJzaGFwZSI6WzFdLCJkYXRhX29mZnNldHMiOls5OCwxMDBdfSwi',
  'Yi5pOCI6eyJkdHlwZSI6Ikk4Iiwic2hhcGUiOlsyXSwiZGF0YV9vZmZzZXRzIjpbMTAwLDEwMl19LCJiLnU4Ijp7ImR0eXBlIjoi',
  'VTgiLCJzaGFwZSI6WzFdLCJkYXRhX29mZnNldHMiOlsxMDIsMTAzXX0sImMuYm9vbCI6eyJkdHlwZSI6IkJPT0wiLCJzaGFwZSI6',
  'WzNdLCJkYXRhX29mZnNldHMiOlsxMDMsMTA2XX19ICAgIAEAAAAAACAA//////////8AAAAAAAD4PwAAAAAAAACAAAAAAAAA8H8r',
  '5nCLaBIAAJqZmZmZmbk/AACAPwAAIMD//39/AAAAgAcAAACAP0nASnEAPAC4/3sBAAD8AH4AgFU11P6Af/8BAAE=',
].join('')

/** Float32 alone, names and metadata sorted: its bytes must be ours; `safetensors.numpy.save`. */
export const PARAMETERS = [
  '8AAAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJsb3NzIjoiMC4yNSJ9LCJsYXllcnMuMC5rZXJuZWwiOnsiZHR5cGUiOiJGMzIiLCJz',
  'aGFwZSI6WzIsMl0sImRhdGFfb2Zmc2V0cyI6WzAsMTZdfSwibGF5ZXJzLjEuYmlhcyI6eyJkdHlwZSI6IkYzMiIsInNoYXBlIjpb',
  'MV0sImRhdGFfb2Zmc2V0cyI6WzE2LDIwXX0sImxheWVycy4xMC5iaWFzIjp7ImR0eXBlIjoiRjMyIiwic2hhcGUiOlswXSwiZGF0',
  'YV9vZmZzZXRzIjpbMjAsMjBdfX0gICAAAIA/AAAAQAAAQEAAAIBAAADAPw==',
].join('')
