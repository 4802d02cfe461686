#pragma once

namespace planish {

/** x → x̂, 1/σ over the last axis, and its gradient. */
void registerNormalise();
/** The same over the positions of an example and the channels of a group. */
void registerNormaliseGroups();
/** LayerNorm with its scale and bias, and all of its gradients in one pass. */
void registerLayerNorm();
/** x∘scale + bias with a row for each group of examples, and sums by group. */
void registerAffine();
/** ‖g‖² of each group from the Gram matrices of its inputs and cotangents. */
void registerGramSquaredNorms();
/** A convolution with filters of each group's own, its gradient in the input, and in the filters. */
void registerConvolve();
/** a·b, aᵀ·b and a·bᵀ over the last two axes. */
void registerProduct();

}  // namespace planish
