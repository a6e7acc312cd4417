export { openTarget, type Target } from '../../../cli/src/target.ts';
export { noisePicture } from '../../../cli/src/verify/picture.ts';
