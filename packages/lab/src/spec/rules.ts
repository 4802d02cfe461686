import { decodeSpec } from './kind.ts'
import { aeSamKind } from './rule/aeSam.ts'
import { asamKind } from './rule/asam.ts'
import { bsamKind } from './rule/bsam.ts'
import { coTeachingKind } from './rule/coTeaching.ts'
import { decoupledWsamKind } from './rule/decoupledWsam.ts'
import { earlyLearningKind } from './rule/earlyLearning.ts'
import { eigenSamKind } from './rule/eigenSam.ts'
import { esamKind } from './rule/esam.ts'
import { friendlySamKind } from './rule/friendlySam.ts'
import { gsamKind } from './rule/gsam.ts'
import { intervalSamKind } from './rule/intervalSam.ts'
import { lookSamKind } from './rule/lookSam.ts'
import { msamKind } from './rule/msam.ts'
import { normRegularisedKind } from './rule/normRegularised.ts'
import { samKind } from './rule/sam.ts'
import { samOnKind } from './rule/samOn.ts'
import { sanerKind } from './rule/saner.ts'
import { sgdKind } from './rule/sgd.ts'
import { smallLossKind } from './rule/smallLoss.ts'
import { vassoKind } from './rule/vasso.ts'
import { wsamKind } from './rule/wsam.ts'
import type { RuleKind } from './ruleKind.ts'

/** Those of the paper. */
const paperRules = [sgdKind, samKind, normRegularisedKind]

/** SAM with another neighbourhood, or with another direction to perturb along. */
const otherPerturbations = [asamKind, friendlySamKind, vassoKind, eigenSamKind, samOnKind, bsamKind]

/** SAM that makes something else of the two gradients. */
const otherDirections = [gsamKind, wsamKind, decoupledWsamKind, sanerKind]

/** SAM that saves gradients. */
const savingRules = [lookSamKind, esamKind, intervalSamKind, aeSamKind, msamKind]

/** Made for label noise: they choose among the examples, or remember what was said of each. */
const robustRules = [smallLossKind, coTeachingKind, earlyLearningKind]

/** The gradient rules that a specification can name. */
export const ruleKinds: readonly RuleKind[] = [
  ...paperRules,
  ...otherPerturbations,
  ...otherDirections,
  ...savingRules,
  ...robustRules,
]

/** Reads a rule's specification. */
export const decodeRule = decodeSpec('rule', ruleKinds)
