const digits = new Intl.NumberFormat('en-US')

/** `10,000`. */
export const amountText = (amount: number): string => digits.format(amount)
