/** Where the dashboards are, relative to the repository. */
export const dashboardsFolder = 'observability/dashboards'
