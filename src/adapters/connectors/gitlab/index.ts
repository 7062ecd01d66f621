/** The GitLab connector: gitlab.com and servers of one's own, below a path too. */
export { gitlab } from './gitlab.ts'
