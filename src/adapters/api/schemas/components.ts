import type { z } from 'zod'
import * as account from './account.ts'
import * as accountInput from './account-input.ts'
import * as channel from './channel.ts'
import * as connection from './connection.ts'
import * as deployment from './deployment.ts'
import * as heartbeat from './heartbeat.ts'
import * as history from './history.ts'
import * as maintenance from './maintenance.ts'
import * as operations from './operations.ts'
import * as outcome from './outcome.ts'
import * as preferences from './preferences.ts'
import { problem } from './problem.ts'
import * as project from './project.ts'
import * as lists from './project-lists.ts'
import * as run from './run.ts'
import * as detail from './run-detail.ts'
import * as service from './service.ts'
import * as statistics from './statistics.ts'
import * as event from './webhook-event.ts'

/** The names that schemas have in the document. Generated clients call their types so. */
export const components = {
  /** What Pharos sends. */
  output: {
    Service: service.service,
    ServicePage: service.servicePage,
    Outcome: outcome.outcome,
    OutcomePage: outcome.outcomePage,
    Uptime: history.uptime,
    Series: history.series,
    Bucket: history.bucket,
    Heartbeat: heartbeat.heartbeat,
    Ping: heartbeat.ping,
    Channel: channel.channel,
    ChannelPage: channel.channelPage,
    Delivery: channel.delivery,
    DeliveryPage: channel.deliveryPage,
    Tested: channel.tested,
    Maintenance: maintenance.maintenance,
    MaintenancePage: maintenance.maintenancePage,
    Connection: connection.connection,
    ConnectionPage: connection.connectionPage,
    Trouble: connection.trouble,
    Webhook: connection.webhook,
    Project: project.project,
    ProjectPage: project.projectPage,
    Branch: lists.branch,
    BranchPage: lists.branchPage,
    MergeRequest: lists.mergeRequest,
    MergeRequestPage: lists.mergeRequestPage,
    Issue: lists.issue,
    IssuePage: lists.issuePage,
    Insights: lists.insights,
    Run: run.run,
    RunMark: run.runMark,
    RunPage: run.runPage,
    RunDetail: detail.runDetail,
    Job: detail.job,
    RunFigures: statistics.runFigures,
    Statistics: statistics.statistics,
    Deployment: deployment.deployment,
    DeploymentPage: deployment.deploymentPage,
    Environments: deployment.environments,
    WebhookEvent: event.webhookEvent,
    WebhookEventPage: event.webhookEventPage,
    WebhookEventDetail: event.webhookEventDetail,
    ReceivedWebhook: event.received,
    Preferences: preferences.preferences,
    User: account.user,
    Me: account.me,
    LoggedIn: account.loggedIn,
    Token: account.token,
    NewToken: account.newToken,
    TokenPage: account.tokenPage,
    Session: account.session,
    SessionPage: account.sessionPage,
    Account: account.account,
    AccountPage: account.accountPage,
    Invitation: account.invitation,
    AuditEntry: account.auditEntry,
    AuditPage: account.auditPage,
    Health: operations.health,
    ProbeAnswer: operations.probe,
    Problem: problem,
  },
  /** What Pharos reads. */
  input: {
    ServiceDraft: service.serviceDraft,
    ServicePatch: service.servicePatch,
    ChannelDraft: channel.channelDraft,
    ChannelPatch: channel.channelPatch,
    MaintenanceDraft: maintenance.maintenanceDraft,
    ConnectionDraft: connection.connectionDraft,
    ConnectionPatch: connection.connectionPatch,
    PreferencesDraft: preferences.preferencesDraft,
    Registration: accountInput.registration,
    LogIn: accountInput.logIn,
    PasswordChange: accountInput.passwordChange,
    TokenDraft: accountInput.tokenDraft,
    AccessChange: accountInput.accessChange,
    InvitationDraft: accountInput.invitationDraft,
  },
} satisfies Record<'input' | 'output', Record<string, z.ZodType>>
