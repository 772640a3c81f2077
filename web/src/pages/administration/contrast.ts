// How well a colour can be read, WCAG 2.2 (1.4.3): against each thing that it stands on here, as
// base.css has them for light and for dark. The node judges; this shows it while one chooses.
const grounds = {
  light: ['#f6f7f8', '#ffffff', '#e6eff6', '#ffffff'],
  dark: ['#12171c', '#1a2129', '#1d3040', '#0c1a25'],
};
export const contrastLeast = 4.5;

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

// The least of them, rounded down to hundredths.
export function leastContrast(colour: string, scheme: 'light' | 'dark'): number {
  const own = luminance(colour);
  return Math.min(...grounds[scheme].map((ground) => {
    const other = luminance(ground);
    const ratio = (Math.max(own, other) + 0.05) / (Math.min(own, other) + 0.05);
    return Math.floor(ratio * 100) / 100;
  }));
}
