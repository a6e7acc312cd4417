import { page } from './page.ts';
import { attemptOutcomes, deadLetters, followers, jobTime, pickup, queueReached } from './pictures/jobs.ts';
import { failedConversions, formatsIn, outcomes, timeByInput } from './pictures/outcomes.ts';
import { converters, waitForConverter } from './pictures/pool.ts';
import { rejectedUploads, uploadSizes } from './pictures/uploads.ts';
import { conversionsByFormat, conversionTime, mostConversionsTake } from './shared/conversions.ts';
import { busyConverters, endedConverters, freeConverters } from './shared/converters.ts';
import { oldestJob, waitingJobs } from './shared/queue.ts';

const sixth = { width: 4, height: 4 };
const quarter = { width: 6, height: 7 };

/** The path of a picture: upload, job, conversion. */
export const pictures = () =>
  page({
    name: 'pictures',
    title: 'Pictures',
    description: 'The path of a picture: its upload, its job, its conversion, and what it waits for in between.',
    rows: [
      {
        title: 'Do users get their pictures?',
        panels: [
          mostConversionsTake(sixth),
          failedConversions(sixth),
          busyConverters(sixth),
          oldestJob(sixth),
          deadLetters(sixth),
          queueReached(sixth),
        ],
      },
      {
        title: 'What is uploaded?',
        panels: [formatsIn(quarter), uploadSizes(quarter), rejectedUploads(quarter), followers(quarter)],
      },
      {
        title: 'How are pictures converted?',
        panels: [conversionsByFormat(quarter), conversionTime(quarter), timeByInput(quarter), outcomes(quarter)],
      },
      {
        title: 'Are there enough converters?',
        panels: [freeConverters(quarter), converters(quarter), waitForConverter(quarter), endedConverters(quarter)],
      },
      {
        title: 'Does the queue make progress?',
        panels: [waitingJobs(quarter), pickup(quarter), attemptOutcomes(quarter), jobTime(quarter)],
      },
    ],
  });
