/** Points on a side of the grid that the plane is sampled on. Apart, so that the page needs no tfjs to know it. */
export const gridSide = 56
