import { type Static, type TObject, type TProperties, Type } from 'typebox';

/** Something that can be made to go wrong. */
export interface Fault<P extends TProperties = TProperties> {
  readonly name: string;
  /** What it does, for the description of the API. */
  readonly summary: string;
  /** Schemas of its options, by name. */
  readonly options: P;
  /** Makes it go wrong; what is returned mends that. */
  start(options: Static<TObject<P>>): () => void;
}

/** A fault that is going on, as the API shows it. */
export const ActiveFault = Type.Object({
  name: Type.String(),
  options: Type.Record(Type.String(), Type.Unknown()),
  secondsLeft: Type.Integer({ description: 'After which it ends by itself' }),
});
export type ActiveFault = Readonly<Static<typeof ActiveFault>>;

/** A fault whose options have the types of their schemas. */
export const defineFault = <P extends TProperties>(fault: Fault<P>): Fault => fault as Fault;
