/** Pages as functions of data. */
export { AccountPage } from './account.tsx'
export { AskDelete, AskTag, BulkPage, NoTag } from './bulk.tsx'
export { BulkResult, summaryOf } from './bulk-result.tsx'
export { ChecksPage, ChecksPanel, viewOf } from './checks.tsx'
export { LogInPage, SetUpPage } from './entry.tsx'
export { ErrorPage } from './error.tsx'
export { HelpPage } from './help.tsx'
export { Layout } from './layout.tsx'
export { OverviewPage, ServicesPage } from './overview.tsx'
export { PasteBox, type PasteOutcome, PastePage, type PasteProps } from './paste.tsx'
export { type Found, PaletteResults, SearchPage } from './search.tsx'
export { ServicePage } from './service.tsx'
export {
  DeletePage,
  type Editing,
  ServiceFormPage,
  type ServiceFormProps,
} from './service-form.tsx'
export { HeartbeatPanel } from './service-heartbeat.tsx'
export { HistoryPanel } from './service-history.tsx'
export { LatestPanel } from './service-latest.tsx'
export { ResponsePanel } from './service-response.tsx'
export { ServiceTitle, tabTitles } from './service-title.tsx'
export { UptimePanel, type Uptimes } from './service-uptime.tsx'
export { type Trial, type Tried, TryResult } from './try.tsx'
export { Stamp, When } from './when.tsx'
