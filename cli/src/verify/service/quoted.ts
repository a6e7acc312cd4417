/** Text as a value in a selector: PromQL and LogQL escape as JSON does. */
export const quoted = (text: string): string => JSON.stringify(text);
