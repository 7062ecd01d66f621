/** Pages as functions of data. */
export { AccountPage } from './account.tsx'
export { LogInPage, SetUpPage } from './entry.tsx'
export { ErrorPage } from './error.tsx'
export { Layout } from './layout.tsx'
export { OverviewPage, ServicesPage } from './overview.tsx'
export { OutcomesPanel, ServicePage } from './service.tsx'
export { DeletePage, ServiceFormPage, type ServiceFormProps } from './service-form.tsx'
