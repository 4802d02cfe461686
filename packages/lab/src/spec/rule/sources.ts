import type { Source } from '../kind.ts'

/** Papers that more than one rule is from. */

export const liu: Source = {
  paper: 'Liu, Mai, Chen, Hsieh & You, Towards Efficient and Scalable Sharpness-Aware Minimization',
  year: 2022,
  url: 'https://arxiv.org/abs/2203.02714',
}

export const yue: Source = {
  paper:
    'Yue, Jiang, Ye, Gao, Liu & Zhang, Sharpness-Aware Minimization Revisited: Weighted Sharpness as a Regularization Term',
  year: 2023,
  url: 'https://arxiv.org/abs/2305.15817',
}

export const han: Source = {
  paper:
    'Han, Yao, Yu, Niu, Xu, Hu, Tsang & Sugiyama, Co-teaching: Robust Training of Deep Neural Networks with Extremely Noisy Labels',
  year: 2018,
  url: 'https://arxiv.org/abs/1804.06872',
}
