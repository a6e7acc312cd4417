import { type Static, type TObject, type TProperties, Type } from 'typebox';

/** A fault that can be started and ended. */
export interface Fault<P extends TProperties = TProperties> {
  readonly name: string;
  /** What the fault does, for the OpenAPI document. */
  readonly summary: string;
  /** Schemas of the options, by name. */
  readonly options: P;
  /** Starts the fault; the returned function ends it. */
  start(options: Static<TObject<P>>): () => void;
}

/** An active fault as the API shows it. */
export const ActiveFault = Type.Object({
  name: Type.String(),
  options: Type.Record(Type.String(), Type.Unknown()),
  secondsLeft: Type.Integer({ description: 'Seconds until the fault ends by itself' }),
});
export type ActiveFault = Readonly<Static<typeof ActiveFault>>;

/** Defines a fault whose `start` takes options of the types in their schemas. */
export const defineFault = <P extends TProperties>(fault: Fault<P>): Fault => fault as Fault;
