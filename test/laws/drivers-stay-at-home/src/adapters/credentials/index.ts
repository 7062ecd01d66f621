import { SignJWT } from 'jose'

export const sign = SignJWT
