/** The port of each of our services at offset 0. */
export const servicePorts = { image_svc: 8084, job_svc: 8082, user_svc: 8081 } as const;
