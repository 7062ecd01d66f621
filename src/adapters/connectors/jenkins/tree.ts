/*
 * What is asked for, as `tree=`: it names fields, where `depth=` would load everything. Lists always
 * have a range: without one `builds` stops at 100, and `allBuilds` reads every build from disk.
 */

/** Beyond it a multibranch project is cut. */
const mostBranches = 5_000

const commit = 'lastBuiltRevision[SHA1,branch[name]]'
const items = 'items[commitId,msg,author[fullName]]{0,20}'
const causes = 'causes[_class,shortDescription,userId,userName,upstreamProject,upstreamBuild]{0,5}'

export const buildTree = [
  'number,timestamp,duration,building,result,url',
  `actions[${commit},${causes},queuingDurationMillis]`,
  `changeSet[${items}]`,
  `changeSets[${items}]{0,5}`,
].join(',')

export const buildsTree = (limit: number): string => `allBuilds[${buildTree}]{0,${limit}}`

/** Of a job its builds, of a multibranch project its branches: each has only one of the two. */
export const historyTree = (limit: number): string =>
  `${buildsTree(limit)},jobs[name,lastBuild[timestamp]]{0,${mostBranches}}`

export const branchTree = `name,url,lastBuild[timestamp,actions[${commit}]]`
export const branchesTree = `jobs[${branchTree}]{0,${mostBranches}}`

/** Names of what is inside tell a folder from a job, and the default branch of a multibranch project. */
export const folderTree =
  'jobs[_class,name,fullName,url,description,buildable,color,lastBuild[timestamp],jobs[name]{0,100}]{0,10001}'
