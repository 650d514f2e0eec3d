/** A set-up that cannot go on, in words for the person in front of it: what is wrong and what to do. Shown without a stack trace. */
export class SetupError extends Error {
  /**
   * @param {string} message
   * @param {string} [output] what the failing tool said, shown below the message
   */
  constructor(message, output = '') {
    super(message);
    this.name = 'SetupError';
    this.output = output;
  }
}
