const rooms = ['../adapters/web/index.ts', '../modules/checks/index.ts']

export const createApp = () => rooms.map((room) => import(room)) // breaks
